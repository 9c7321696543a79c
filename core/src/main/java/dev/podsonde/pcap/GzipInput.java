package dev.podsonde.pcap;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What a gzip file holds (RFC 1952): all its members, one after the other. Zero bytes after the
 * last one are padding, as gzip(1) has it.
 *
 * <p>{@link java.util.zip.GZIPInputStream} takes whatever follows a member and is not one for the
 * end of the file, damage too, and on a pipe it may not see the next member at all.
 */
final class GzipInput extends BulkInput {
  static final int MAGIC = 0x1f8b;

  private static final int INPUT_LENGTH = 1 << 16;
  private static final int METHOD_DEFLATE = 8;
  private static final int FLAG_HEADER_CRC = 1 << 1;
  private static final int FLAG_EXTRA = 1 << 2;
  private static final int FLAG_NAME = 1 << 3;
  private static final int FLAG_COMMENT = 1 << 4;
  private static final int FLAGS_RESERVED = 0xe0;
  private static final int TIME_AND_SYSTEM_LENGTH = 6;

  private final InputStream compressed;
  private final String file;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] input = new byte[INPUT_LENGTH];
  private int inputStart;
  private int inputEnd;
  private long members;
  private boolean isInMember;
  private boolean isAtEnd;

  /** Thrown as soon as what was inflated before it has been handed out. */
  private @Nullable IOException damage;

  GzipInput(InputStream compressed, String file) {
    this.compressed = compressed;
    this.file = file;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!isAtEnd) {
      // Only now, for it may throw, and what was inflated before the damage is handed out first.
      if (isInMember && inflater.finished()) {
        endMember();
      }
      if (!isInMember && !startMember()) {
        isAtEnd = true;
        break;
      }
      int count = inflate(target, offset, length);
      checksum.update(target, offset, count);
      if (count > 0) {
        return count;
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    if (damage != null) {
      throw damage;
    }
    long writtenBefore = inflater.getBytesWritten();
    try {
      int count = inflater.inflate(target, offset, length);
      while (count == 0 && !inflater.finished()) {
        if (inflater.needsDictionary()) {
          throw damaged("a preset dictionary is needed");
        }
        requireInput();
        inflater.setInput(input, inputStart, inputEnd - inputStart);
        inputStart = inputEnd;
        count = inflater.inflate(target, offset, length);
      }
      return count;
    } catch (DataFormatException wrong) {
      damage = damaged(String.valueOf(wrong.getMessage()));
      int countBefore = (int) (inflater.getBytesWritten() - writtenBefore);
      if (countBefore == 0) {
        throw damage;
      }
      return countBefore;
    }
  }

  /** {@return false at the end of the file, where only padding may be left} */
  private boolean startMember() throws IOException {
    boolean isPadded = false;
    while (fill()) {
      if (members == 0 || input[inputStart] != 0) {
        if (isPadded) {
          throw damaged("something follows the zero bytes after the last member");
        }
        readHeader();
        return true;
      }
      isPadded = true;
      inputStart++;
    }
    return false;
  }

  private void readHeader() throws IOException {
    members++;
    if ((u8() << 8 | u8()) != MAGIC || u8() != METHOD_DEFLATE) {
      throw damaged("what follows the member before is not one");
    }
    int flags = u8();
    if ((flags & FLAGS_RESERVED) != 0) {
      throw damaged("reserved flags are set");
    }
    skip(TIME_AND_SYSTEM_LENGTH);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(u8() | u8() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(Short.BYTES);
    }
    inflater.reset();
    checksum.reset();
    isInMember = true;
  }

  private void endMember() throws IOException {
    inputStart = inputEnd - inflater.getRemaining();
    long length = inflater.getBytesWritten();
    if (u32() != checksum.getValue() || u32() != (length & 0xffff_ffffL)) {
      throw damaged("checksum or length of the decompressed data is wrong");
    }
    isInMember = false;
  }

  private long u32() throws IOException {
    return u8() | u8() << 8 | u8() << 16 | (long) u8() << 24;
  }

  private int u8() throws IOException {
    requireInput();
    return input[inputStart++] & 0xff;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      u8();
    }
  }

  private void skipText() throws IOException {
    while (u8() != 0) {
      requireInput();
    }
  }

  private void requireInput() throws IOException {
    if (!fill()) {
      throw new EOFException(file + ": the gzip data ends inside a member; it was cut");
    }
  }

  private boolean fill() throws IOException {
    if (inputStart < inputEnd) {
      return true;
    }
    int count = compressed.read(input, 0, INPUT_LENGTH);
    inputStart = 0;
    inputEnd = Math.max(0, count);
    return count > 0;
  }

  private IOException damaged(String problem) {
    return new IOException(file + ": gzip member " + members + ": " + problem);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    compressed.close();
  }
}

package dev.podsonde.cli;

import dev.podsonde.pcap.BulkInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The frames of a zstd file (RFC 8878 §3), of which one is read at a time: {@link #read} gives its
 * header and whole blocks, then -1. Skippable frames, as pzstd(1) writes them, are skipped.
 *
 * <p>The decompressor that reads this keeps the latest window of its output back until the frame
 * ends, and all of it when the frame does not. So the last whole block of a cut frame is followed
 * by an empty one that says it is the last, and {@link #endFrame} tells of the cut afterwards. The
 * checksum cannot be right then; it is taken out of the frame and compared there.
 */
final class ZstdFrames extends BulkInput {
  static final int MAGIC = 0xfd2f_b528;

  private static final int MAGIC_LENGTH = 4;
  private static final int SKIPPABLE_MAGIC = 0x184d_2a50;
  private static final int SKIPPABLE_MASK = 0xffff_fff0;

  private static final int CHECKSUM_FLAG = 1 << 2;
  private static final int SINGLE_SEGMENT_FLAG = 1 << 5;
  private static final int[] DICTIONARY_ID_LENGTHS = {0, 1, 2, 4};
  private static final int[] CONTENT_SIZE_LENGTHS = {0, 2, 4, 8};
  private static final int CHECKSUM_LENGTH = 4;

  private static final int BLOCK_HEADER_LENGTH = 3;
  private static final int BLOCK_LENGTH_MAX = 1 << 17;
  private static final int BLOCK_TYPE_RLE = 1;
  private static final byte[] EMPTY_LAST_BLOCK = {1, 0, 0};

  private final InputStream in;
  private final String file;

  /** The frame's header or one of its blocks. */
  private final byte[] part = new byte[BLOCK_HEADER_LENGTH + BLOCK_LENGTH_MAX];

  private int partStart;
  private int partEnd;
  private boolean hasChecksum;
  private boolean isLastBlock;
  private boolean isCut;

  ZstdFrames(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /** {@return whether a frame that begins so holds none of the data} */
  static boolean isSkippable(int magic) {
    return (magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC;
  }

  /** {@return false at the end of the file} */
  boolean startFrame() throws IOException {
    while (true) {
      partStart = 0;
      partEnd = 0;
      int length = in.readNBytes(part, 0, MAGIC_LENGTH);
      if (length == 0) {
        return false;
      }
      if (length < MAGIC_LENGTH) {
        throw cut();
      }
      int magic = i32();
      if (magic == MAGIC) {
        partEnd = MAGIC_LENGTH;
        readHeader();
        return true;
      }
      if (!isSkippable(magic)) {
        throw new IOException(file + ": what follows the zstd frame before is not one");
      }
      skipFrame();
    }
  }

  private void skipFrame() throws IOException {
    requirePart(Integer.BYTES);
    long length = Integer.toUnsignedLong(i32());
    for (long left = length; left > 0; ) {
      int count = in.read(part, 0, (int) Math.min(left, part.length));
      if (count < 0) {
        throw cut();
      }
      left -= count;
    }
  }

  private void readHeader() throws IOException {
    requirePart(1);
    int descriptor = part[MAGIC_LENGTH];
    hasChecksum = (descriptor & CHECKSUM_FLAG) != 0;
    part[MAGIC_LENGTH] = (byte) (descriptor & ~CHECKSUM_FLAG);
    boolean isSingleSegment = (descriptor & SINGLE_SEGMENT_FLAG) != 0;
    int windowLength = isSingleSegment ? 0 : 1;
    int contentSize = descriptor >>> 6 & 3;
    int contentSizeLength =
        contentSize == 0 && isSingleSegment ? 1 : CONTENT_SIZE_LENGTHS[contentSize];
    requirePart(windowLength + DICTIONARY_ID_LENGTHS[descriptor & 3] + contentSizeLength);
    isLastBlock = false;
    isCut = false;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (partStart == partEnd) {
      if (isLastBlock) {
        return -1;
      }
      readBlock();
    }
    int count = Math.min(length, partEnd - partStart);
    System.arraycopy(part, partStart, target, offset, count);
    partStart += count;
    return count;
  }

  private void readBlock() throws IOException {
    partStart = 0;
    partEnd = 0;
    isCut = !appendPart(BLOCK_HEADER_LENGTH) || !appendPart(blockLength());
    if (isCut) {
      System.arraycopy(EMPTY_LAST_BLOCK, 0, part, 0, BLOCK_HEADER_LENGTH);
      partEnd = BLOCK_HEADER_LENGTH;
    }
    isLastBlock = (part[0] & 1) != 0;
  }

  private int blockLength() throws IOException {
    int header = (part[0] & 0xff) | (part[1] & 0xff) << 8 | (part[2] & 0xff) << 16;
    int length = (header >>> 1 & 3) == BLOCK_TYPE_RLE ? 1 : header >>> 3;
    if (length > BLOCK_LENGTH_MAX) {
      throw new IOException(file + ": the zstd data is damaged: a block of " + length + " bytes");
    }
    return length;
  }

  /**
   * Ends the frame whose content was read.
   *
   * @param checksum the lower half of the content's XXH64
   * @throws IOException when the frame was cut or says another checksum
   */
  void endFrame(int checksum) throws IOException {
    if (isCut) {
      throw cut();
    }
    if (!hasChecksum) {
      return;
    }
    partStart = 0;
    partEnd = 0;
    requirePart(CHECKSUM_LENGTH);
    if (i32() != checksum) {
      throw new IOException(file + ": the zstd data is damaged: its checksum is wrong");
    }
  }

  /** {@return the number that the part begins with, which is little-endian} */
  private int i32() {
    return (part[0] & 0xff) | (part[1] & 0xff) << 8 | (part[2] & 0xff) << 16 | part[3] << 24;
  }

  private void requirePart(int length) throws IOException {
    if (!appendPart(length)) {
      throw cut();
    }
  }

  /** {@return whether the file has as many bytes} */
  private boolean appendPart(int length) throws IOException {
    int count = in.readNBytes(part, partEnd, length);
    partEnd += count;
    return count == length;
  }

  private IOException cut() {
    return new EOFException(file + ": the zstd data ends inside a frame; the file was cut");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}

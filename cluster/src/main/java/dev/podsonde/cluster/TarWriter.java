package dev.podsonde.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes a tar archive (POSIX ustar) in which every entry belongs to root and has one time. */
final class TarWriter implements Closeable {
  /** 1980, the first year that every archiver can say. */
  static final long TIME_SECONDS = 315_532_800;

  private static final int BLOCK_LENGTH = 512;
  private static final int NAME_LENGTH = 100;
  private static final int MODE = 100;
  private static final int OWNER = 108;
  private static final int GROUP = 116;
  private static final int SIZE = 124;
  private static final int TIME = 136;
  private static final int CHECKSUM = 148;
  private static final int TYPE = 156;
  private static final int LINK_NAME = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  void directory(String name) throws IOException {
    header(name + "/", 0755, 0, '5', "");
  }

  void file(String name, int mode, byte[] content) throws IOException {
    header(name, mode, content.length, '0', "");
    out.write(content);
    pad(content.length);
  }

  void file(String name, int mode, Path content) throws IOException {
    long length = Files.size(content);
    header(name, mode, length, '0', "");
    Files.copy(content, out);
    pad(length);
  }

  void symbolicLink(String name, String target) throws IOException {
    header(name, 0777, 0, '2', target);
  }

  private void header(String name, int mode, long size, char type, String linkName)
      throws IOException {
    byte[] header = new byte[BLOCK_LENGTH];
    int slash =
        name.length() <= NAME_LENGTH ? -1 : name.indexOf('/', name.length() - NAME_LENGTH - 1);
    if (name.length() > NAME_LENGTH && (slash <= 0 || slash > PREFIX_LENGTH)) {
      throw new IOException("a name too long for a tar archive: " + name);
    }
    text(header, 0, name.substring(slash + 1));
    text(header, PREFIX, slash < 0 ? "" : name.substring(0, slash));
    octal(header, MODE, 7, mode);
    octal(header, OWNER, 7, 0);
    octal(header, GROUP, 7, 0);
    octal(header, SIZE, 11, size);
    octal(header, TIME, 11, TIME_SECONDS);
    header[TYPE] = (byte) type;
    text(header, LINK_NAME, linkName);
    text(header, MAGIC, "ustar\00000");
    Arrays.fill(header, CHECKSUM, CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    octal(header, CHECKSUM, 6, sum);
    header[CHECKSUM + 6] = 0;
    out.write(header);
  }

  private static void text(byte[] header, int start, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, header, start, bytes.length);
  }

  private static void octal(byte[] header, int start, int digits, long value) {
    String text = Long.toOctalString(value);
    text(header, start, "0".repeat(digits - text.length()) + text);
  }

  private void pad(long length) throws IOException {
    out.write(new byte[(int) (-length & BLOCK_LENGTH - 1)]);
  }

  @Override
  public void close() throws IOException {
    out.write(new byte[2 * BLOCK_LENGTH]);
    out.close();
  }
}

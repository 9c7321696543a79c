package dev.podsonde.pcap;

import java.util.Locale;

/**
 * When a capture goes on in a new file and how that is named, in the terms of tcpdump(1).
 *
 * @param sizeMax -C: bytes after which a file is followed by the next; 0 for no limit
 * @param seconds -G: age after which a file is followed by the next; 0 for no limit. With it the
 *     name is a format of strftime(3)
 * @param fileCount -W: with -C the files that are written in turn, with -G alone those after which
 *     the capture ends; 0 for no limit
 */
public record Rotation(long sizeMax, long seconds, int fileCount) {
  private static final long SIZE_UNIT = 1_000_000;

  /** Throws when a number is negative. */
  public Rotation {
    if (sizeMax < 0 || seconds < 0 || fileCount < 0) {
      throw new IllegalArgumentException("negative rotation limit");
    }
  }

  /**
   * {@return the bytes that an argument of -C means: millions of them, or KiB, MiB or GiB after k,
   * m or g}
   *
   * @throws IllegalArgumentException when it is no such number
   */
  public static long parseSize(String argument) {
    String digits = argument;
    long unit = SIZE_UNIT;
    if (!argument.isEmpty()) {
      String suffix = argument.substring(argument.length() - 1).toLowerCase(Locale.ROOT);
      int power = "kmg".indexOf(suffix) + 1;
      if (power > 0) {
        digits = argument.substring(0, argument.length() - 1);
        unit = 1L << (10 * power);
      }
    }
    try {
      long size = Math.multiplyExact(Long.parseLong(digits), unit);
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException | ArithmeticException wrong) {
      throw new IllegalArgumentException("invalid file size " + argument, wrong);
    }
    throw new IllegalArgumentException("invalid file size " + argument);
  }

  /** {@return whether the capture ends when a file is complete and would have no successor} */
  boolean endsAfter(int filesByAge) {
    return sizeMax == 0 && fileCount > 0 && filesByAge >= fileCount;
  }

  /** {@return the number after {@code number}, back to 0 when the files are written in turn} */
  int successor(int number) {
    return fileCount > 0 && number + 1 >= fileCount ? 0 : number + 1;
  }

  /** {@return what follows the name of the file with {@code number}: zeros in front let it sort} */
  String suffix(int number) {
    if (sizeMax == 0) {
      return "";
    }
    int digits = fileCount > 1 ? Integer.toString(fileCount - 1).length() : 0;
    if (number == 0 && digits == 0) {
      return "";
    }
    return "0".repeat(Math.max(0, digits - Integer.toString(number).length())) + number;
  }
}

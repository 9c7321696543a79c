package dev.podsonde.dns.lookup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Hashes with a seed of their own for each engine, so that whoever sends the traffic cannot choose
 * what falls on one place of a table.
 */
final class NameHash {
  /** What {@link #lowerCase} may read past a name's end. */
  static final int SLACK = Long.BYTES;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long EACH_BYTE = 0x0101_0101_0101_0101L;

  private final byte[] name = new byte[MessageFacts.NAME_LENGTH_MAX + SLACK];
  private final long seed;
  private final long multiplier;

  NameHash() {
    seed = ThreadLocalRandom.current().nextLong();
    multiplier = ThreadLocalRandom.current().nextLong() | 1;
  }

  /** {@return where a name is put to be hashed} */
  byte[] name() {
    return name;
  }

  /**
   * Lowers the ASCII letters of the first {@code length} bytes; the bytes after them, up to {@link
   * #SLACK}, become zero. Length octets are below any letter (RFC 1035 §2.3.4), so they stay.
   *
   * @return whether there were letters to lower
   */
  static boolean lowerCase(byte[] memory, int length) {
    boolean changed = false;
    for (int at = 0; at < length; at += Long.BYTES) {
      long word = (long) WORD.get(memory, at);
      if (length - at < Long.BYTES) {
        word &= (1L << ((length - at) * Byte.SIZE)) - 1;
      }
      // Of each byte below 0x80: the high bit says whether adding made it reach 'A', or pass 'Z'.
      long low = word & ~HIGH_BITS;
      long fromA = low + (0x80 - 'A') * EACH_BYTE;
      long pastZ = low + (0x80 - 'Z' - 1) * EACH_BYTE;
      long upper = (fromA & ~pastZ & HIGH_BITS) & ~word;
      changed |= upper != 0;
      WORD.set(memory, at, word | upper >>> 2);
    }
    return changed;
  }

  /**
   * {@return a hash of the first {@code length} bytes, which {@link #lowerCase} has passed over}
   */
  long of(byte[] memory, int length) {
    long hash = seed ^ length;
    for (int at = 0; at < length; at += Long.BYTES) {
      hash = mix(hash ^ (long) WORD.get(memory, at));
    }
    return hash;
  }

  /** {@return a hash of two numbers, one of which may be a hash} */
  long of(long first, long second) {
    return mix(mix(first ^ seed) ^ second);
  }

  private long mix(long value) {
    long high = Math.multiplyHigh(value, multiplier);
    long low = value * multiplier;
    return (high ^ low ^ value >>> 29) + seed;
  }
}

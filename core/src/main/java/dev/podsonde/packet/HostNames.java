package dev.podsonde.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Names of addresses, as capture files and inventories tell them; never asked of DNS.
 *
 * <p>One thread at a time adds names while others look them up. A lookup sees every name added
 * before the packets at hand were handed over, and perhaps later ones.
 */
public final class HostNames {
  /** Bounds the addresses that have a name. */
  public static final int NAMES_MAX = 1 << 16;

  /** Bounds one name: no domain name is longer (RFC 1035 §2.3.4). */
  public static final int NAME_LENGTH_MAX = 255;

  private static final int CAPACITY_INITIAL = 64;

  // Whoever writes a capture file must not be able to choose addresses that fall on one slot.
  private final long seed = ThreadLocalRandom.current().nextLong();

  /**
   * Open addressing, at most half full, never shrinking. The fields of an entry are final, so that
   * a reader without a lock sees one whole or not at all (JLS §17.5).
   */
  private volatile @Nullable Entry[] table = new Entry[CAPACITY_INITIAL];

  private volatile int size;
  private volatile long changes;
  private volatile long refused;

  private static final class Entry {
    final IpAddress address;
    final byte[] name;
    final long change;

    Entry(IpAddress address, byte[] name, long change) {
      this.address = address;
      this.name = name;
      this.change = change;
    }
  }

  /**
   * Names {@code address}; the last name given to an address holds.
   *
   * @param name printable ASCII without spaces, 1 to {@link #NAME_LENGTH_MAX} characters; anything
   *     else is refused, for it would reach a terminal
   * @return false when the name was refused
   */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // written under the lock only
  public synchronized boolean put(IpAddress address, String name) {
    if (!isPrintable(name)) {
      refused++;
      return false;
    }
    int slot = slot(table, address.length(), address.high(), address.low());
    Entry present = table[slot];
    if (present == null && size == NAMES_MAX) {
      refused++;
      return false;
    }
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    if (present != null && Arrays.equals(present.name, text)) {
      return true;
    }
    table[slot] = new Entry(address, text, changes + 1);
    changes++;
    if (present == null) {
      size++;
      if (size * 2 > table.length) {
        grow();
      }
    }
    return true;
  }

  /**
   * {@return the name of the address of {@code addressLength} bytes at {@code offset}, not to be
   * changed by the caller; null when it has none}
   */
  public byte @Nullable [] get(WireBytes bytes, int offset, int addressLength) {
    if (size == 0) {
      return null;
    }
    boolean isIpv4 = addressLength == IpAddress.IPV4_LENGTH;
    long high = isIpv4 ? 0 : bytes.i64(offset);
    long low = isIpv4 ? bytes.u32(offset) : bytes.i64(offset + 8);
    @Nullable Entry[] now = table;
    Entry entry = now[slot(now, addressLength, high, low)];
    return entry == null ? null : entry.name;
  }

  /** {@return the name of an address; null when it has none} */
  public @Nullable String get(IpAddress address) {
    @Nullable Entry[] now = table;
    Entry entry = now[slot(now, address.length(), address.high(), address.low())];
    return entry == null ? null : new String(entry.name, StandardCharsets.US_ASCII);
  }

  /** {@return how many addresses have a name} */
  public int size() {
    return size;
  }

  /** {@return how many names were refused: unprintable, too long, or one too many} */
  public long refused() {
    return refused;
  }

  /** {@return a number that grows with every name given} */
  public long changes() {
    return changes;
  }

  /** Hands out every name given after {@link #changes} was {@code change}, in no order. */
  public synchronized void forEachSince(long change, BiConsumer<IpAddress, String> reader) {
    for (Entry entry : table) {
      if (entry != null && entry.change > change) {
        reader.accept(entry.address, new String(entry.name, StandardCharsets.US_ASCII));
      }
    }
  }

  private void grow() {
    @Nullable Entry[] before = table;
    @Nullable Entry[] after = new Entry[before.length * 2];
    for (Entry entry : before) {
      if (entry != null) {
        IpAddress address = entry.address;
        after[slot(after, address.length(), address.high(), address.low())] = entry;
      }
    }
    table = after;
  }

  /** {@return where the address is, or where it would go} */
  private int slot(@Nullable Entry[] entries, int addressLength, long high, long low) {
    int mask = entries.length - 1;
    int slot = hash(high, low) & mask;
    for (Entry entry = entries[slot]; entry != null; entry = entries[slot]) {
      IpAddress address = entry.address;
      if (address.low() == low && address.high() == high && address.length() == addressLength) {
        return slot;
      }
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private int hash(long high, long low) {
    long mixed = (low ^ seed) * 0x9e37_79b9_7f4a_7c15L;
    mixed = (mixed ^ mixed >>> 32 ^ high) * 0xd6e8_feb8_6659_fd93L;
    return (int) (mixed ^ mixed >>> 32);
  }

  private static boolean isPrintable(String name) {
    return !name.isEmpty()
        && name.length() <= NAME_LENGTH_MAX
        && name.chars().allMatch(character -> character > ' ' && character < 0x7f);
  }
}

package dev.podsonde.print;

import dev.podsonde.decode.Ipv4;
import dev.podsonde.packet.WireBytes;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The first sequence numbers of TCP conversations, from which later ones are counted. Nothing is
 * ever forgotten: tcpdump's text of a long capture depends on it.
 *
 * <p>Used by one thread at a time. A lookup remembers the place it found for the calls that follow.
 */
public final class TcpConversations {
  /** Bounds the conversations that are kept, at 24 bytes times two. */
  static final int IPV4_CONVERSATIONS_MAX = 1 << 20;

  /** Bounds the conversations that are kept, at 48 bytes times two. */
  static final int IPV6_CONVERSATIONS_MAX = 1 << 18;

  private static final int CAPACITY_INITIAL = 256;

  /** Tells a used place from a free one, in the word that holds the ports. */
  private static final long USED = 1L << 32;

  private final Table ipv4 = new Table(1, IPV4_CONVERSATIONS_MAX);
  private final Table ipv6 = new Table(4, IPV6_CONVERSATIONS_MAX);
  private Table found = ipv4;
  private long refused;

  /** Makes a table without conversations. */
  public TcpConversations() {}

  /** {@return how many packets got absolute numbers because their conversation was one too many} */
  public long refused() {
    return refused;
  }

  /**
   * Looks a conversation up by the addresses and ports of its two ends, which the caller has put in
   * an order that does not depend on the direction.
   *
   * @param first where the address of the first end lies
   * @param ports the first end's port in the upper half, the second's in the lower
   * @return whether it is known
   */
  boolean find(WireBytes bytes, int first, int second, int addressLength, int ports) {
    if (addressLength == Ipv4.ADDRESS_LENGTH) {
      found = ipv4;
      ipv4.key[0] = bytes.u32(first) << 32 | bytes.u32(second);
    } else {
      found = ipv6;
      ipv6.key[0] = bytes.i64(first);
      ipv6.key[1] = bytes.i64(first + 8);
      ipv6.key[2] = bytes.i64(second);
      ipv6.key[3] = bytes.i64(second + 8);
    }
    return found.find((ports & 0xffff_ffffL) | USED);
  }

  /** {@return the base number of the first end of the conversation found} */
  int firstBase() {
    return (int) (found.value() >>> 32);
  }

  /** {@return the base number of the second end of the conversation found} */
  int secondBase() {
    return (int) found.value();
  }

  /**
   * Begins the conversation looked up last, or begins it anew.
   *
   * @return false when there is no room for it
   */
  boolean begin(int firstBase, int secondBase) {
    boolean kept = found.put((long) firstBase << 32 | (secondBase & 0xffff_ffffL));
    if (!kept) {
      refused++;
    }
    return kept;
  }

  /** Open addressing in one array: an entry is its addresses, its ports, its base numbers. */
  private static final class Table {
    // Whoever sends packets must not be able to choose ports that fall on one place.
    private final long seed = ThreadLocalRandom.current().nextLong() | 1;

    private final int addressWords;
    private final int entryWords;
    private final int entriesMax;
    private final long[] key;
    private long ports;
    private int at;
    private int size;
    private int capacity = CAPACITY_INITIAL;
    private long[] entries;

    Table(int addressWords, int entriesMax) {
      this.addressWords = addressWords;
      this.entriesMax = entriesMax;
      entryWords = addressWords + 2;
      key = new long[addressWords];
      entries = new long[capacity * entryWords];
    }

    boolean find(long ports) {
      this.ports = ports;
      int place = hash(key, 0, ports) & (capacity - 1);
      at = place * entryWords;
      while (isUsed() && !isFound()) {
        place = (place + 1) & (capacity - 1);
        at = place * entryWords;
      }
      return isUsed();
    }

    long value() {
      return entries[at + addressWords + 1];
    }

    boolean put(long value) {
      if (!isUsed()) {
        if (size == entriesMax) {
          return false;
        }
        size++;
        System.arraycopy(key, 0, entries, at, addressWords);
        entries[at + addressWords] = ports;
      }
      entries[at + addressWords + 1] = value;
      if (size * 2 > capacity) {
        grow();
      }
      return true;
    }

    private boolean isUsed() {
      return entries[at + addressWords] != 0;
    }

    private boolean isFound() {
      for (int i = 0; i < addressWords; i++) {
        if (entries[at + i] != key[i]) {
          return false;
        }
      }
      return entries[at + addressWords] == ports;
    }

    private void grow() {
      long[] before = entries;
      capacity *= 2;
      entries = new long[capacity * entryWords];
      for (int from = 0; from < before.length; from += entryWords) {
        long portsBefore = before[from + addressWords];
        if (portsBefore != 0) {
          int place = hash(before, from, portsBefore) & (capacity - 1);
          while (entries[place * entryWords + addressWords] != 0) {
            place = (place + 1) & (capacity - 1);
          }
          System.arraycopy(before, from, entries, place * entryWords, entryWords);
        }
      }
    }

    private int hash(long[] words, int from, long ports) {
      long mixed = (ports ^ seed) * 0x9e37_79b9_7f4a_7c15L;
      for (int i = from; i < from + addressWords; i++) {
        mixed = (mixed ^ (mixed >>> 32) ^ words[i]) * 0xd6e8_feb8_6659_fd93L;
      }
      return (int) (mixed ^ (mixed >>> 32));
    }
  }
}

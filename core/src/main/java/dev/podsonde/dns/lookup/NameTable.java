package dev.podsonde.dns.lookup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names seen, so that equal names share one {@link QueryName}, and how often each was asked.
 *
 * <p>A name falls in one group of eight places. When all are taken, the least asked of the eight is
 * forgotten and the new name takes over its count, which is the space-saving sketch (Metwally,
 * Agrawal, El Abbadi, 2005) in every group: no count is too low, and names that make up much of the
 * traffic stay.
 */
final class NameTable {
  static final int NAMES_MAX = 1 << 16;

  private static final int GROUP_SIZE = 8;
  private static final int GROUPS_INITIAL = 1 << 8;
  private static final int GROUPS_MAX = NAMES_MAX / GROUP_SIZE;

  private long[] hashes = new long[GROUPS_INITIAL * GROUP_SIZE];
  private @Nullable QueryName[] names = new QueryName[GROUPS_INITIAL * GROUP_SIZE];
  private int size;
  private long forgotten;

  /** {@return the name whose lower-cased wire form is the first {@code length} bytes} */
  QueryName intern(long hash, byte[] memory, int length) {
    int group = group(hash);
    for (int place = group; place < group + GROUP_SIZE; place++) {
      QueryName name = names[place];
      if (name == null) {
        return put(place, hash, memory, length);
      }
      if (hashes[place] == hash && name.isWire(hash, memory, length)) {
        return name;
      }
    }
    if (names.length < NAMES_MAX) {
      grow();
      return intern(hash, memory, length);
    }
    return replaceLeastAsked(group, hash, memory, length);
  }

  private int group(long hash) {
    return ((int) (hash >>> 32) * GROUP_SIZE) & (names.length - GROUP_SIZE);
  }

  private QueryName put(int place, long hash, byte[] memory, int length) {
    var name = new QueryName(Arrays.copyOf(memory, length), hash);
    hashes[place] = hash;
    names[place] = name;
    size++;
    return name;
  }

  private QueryName replaceLeastAsked(int group, long hash, byte[] memory, int length) {
    int least = group;
    long leastQueries = Long.MAX_VALUE;
    for (int place = group; place < group + GROUP_SIZE; place++) {
      QueryName name = names[place];
      if (name != null && name.queries() < leastQueries) {
        leastQueries = name.queries();
        least = place;
      }
    }
    size--;
    forgotten++;
    QueryName name = put(least, hash, memory, length);
    name.inherit(leastQueries);
    return name;
  }

  private void grow() {
    @Nullable QueryName[] before = names;
    names = new QueryName[Math.min(before.length * 4, GROUPS_MAX * GROUP_SIZE)];
    hashes = new long[names.length];
    for (QueryName name : before) {
      if (name != null) {
        place(name);
      }
    }
  }

  /** Puts a name back; a group only splits when the table grows, so there is always room. */
  private void place(QueryName name) {
    int place = group(name.hash());
    while (names[place] != null) {
      place++;
    }
    names[place] = name;
    hashes[place] = name.hash();
  }

  int size() {
    return size;
  }

  /** {@return how many names were forgotten to make room} */
  long forgotten() {
    return forgotten;
  }

  /** {@return the {@code count} names asked most, the most asked first} */
  List<QueryName> mostAsked(int count) {
    var all = new ArrayList<QueryName>(size);
    for (QueryName name : names) {
      if (name != null) {
        all.add(name);
      }
    }
    all.sort(Comparator.comparingLong(QueryName::queries).reversed());
    return List.copyOf(all.subList(0, Math.min(count, all.size())));
  }
}

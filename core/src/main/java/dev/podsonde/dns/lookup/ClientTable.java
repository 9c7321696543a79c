package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients seen, in groups of eight places like {@link NameTable}: the least busy of a full
 * group is forgotten.
 */
final class ClientTable {
  static final int CLIENTS_MAX = 1 << 14;

  private static final int GROUP_SIZE = 8;

  private final @Nullable Client[] clients = new Client[CLIENTS_MAX];
  private final NameHash hash;
  private int size;
  private long forgotten;

  ClientTable(NameHash hash) {
    this.hash = hash;
  }

  Client get(int addressLength, long high, long low) {
    int group = ((int) (hash.of(high, low) >>> 32) * GROUP_SIZE) & (CLIENTS_MAX - GROUP_SIZE);
    int least = group;
    long leastQueries = Long.MAX_VALUE;
    for (int place = group; place < group + GROUP_SIZE; place++) {
      Client client = clients[place];
      if (client == null) {
        size++;
        return put(place, addressLength, high, low);
      }
      if (client.isAddress(high, low)) {
        return client;
      }
      if (client.queries() < leastQueries) {
        leastQueries = client.queries();
        least = place;
      }
    }
    forgotten++;
    Client client = put(least, addressLength, high, low);
    client.inherit(leastQueries);
    return client;
  }

  private Client put(int place, int addressLength, long high, long low) {
    var client = new Client(new IpAddress(addressLength, high, low));
    clients[place] = client;
    return client;
  }

  int size() {
    return size;
  }

  long forgotten() {
    return forgotten;
  }

  /** {@return the {@code count} busiest clients, the busiest first} */
  List<Client> busiest(int count) {
    var all = new ArrayList<Client>(size);
    for (Client client : clients) {
      if (client != null) {
        all.add(client);
      }
    }
    all.sort(Comparator.comparingLong(Client::queries).reversed());
    return List.copyOf(all.subList(0, Math.min(count, all.size())));
  }
}

package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;
import java.util.List;

/**
 * The addresses that a reply gave for a name.
 *
 * @param name what was asked
 * @param client who was told
 * @param server who said so
 * @param addresses those of the type asked, the first {@value #ADDRESSES_MAX}
 * @param frame number of the reply packet
 * @param timestampNanos its capture time
 */
public record AddressAnswer(
    QueryName name,
    IpAddress client,
    IpAddress server,
    List<IpAddress> addresses,
    long frame,
    long timestampNanos) {
  static final int ADDRESSES_MAX = 16;

  public AddressAnswer {
    addresses = List.copyOf(addresses);
  }
}

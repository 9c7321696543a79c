package dev.podsonde.dns.lookup;

import dev.podsonde.packet.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An address that asked, and what its calls told about the resolver behind it. */
public final class Client {
  private final IpAddress address;
  private final Fingerprint fingerprint = new Fingerprint();
  private List<String> searchList = List.of();
  private long queries;
  private long queriesOverestimated;

  /** The call that most lately got a truncated reply; it may have ended since. */
  @Nullable Call truncatedCall;

  Client(IpAddress address) {
    this.address = address;
  }

  void count() {
    queries++;
  }

  void inherit(long forgottenQueries) {
    queries = forgottenQueries;
    queriesOverestimated = forgottenQueries;
  }

  void learn(Call call) {
    fingerprint.learn(call);
    if (call.suffixCount() > searchList.size()) {
      searchList = call.searchSuffixes().stream().filter(suffix -> !suffix.isEmpty()).toList();
    }
  }

  /** Remembers that one of its sockets serves several calls at once. */
  void sharesSocket() {
    fingerprint.sign(ResolverProfile.FORWARDER, 1);
  }

  /** {@return its address} */
  public IpAddress address() {
    return address;
  }

  boolean isAddress(long high, long low) {
    return address.low() == low && address.high() == high;
  }

  /** {@return the resolver that its packets look like, so far} */
  public ResolverProfile resolver() {
    return fingerprint.profile();
  }

  /** {@return the median wait before it repeated a query, in nanoseconds; -1 when it never did} */
  public long retryStepNanos() {
    return fingerprint.retryStepNanos();
  }

  /** {@return the longest search list that its calls showed, in order} */
  public List<String> searchList() {
    return searchList;
  }

  /** {@return its queries, copies left out; at most this many} */
  public long queries() {
    return queries;
  }

  /** {@return by how much {@link #queries} may be too high; 0 when no client was forgotten} */
  public long queriesOverestimated() {
    return queriesOverestimated;
  }
}

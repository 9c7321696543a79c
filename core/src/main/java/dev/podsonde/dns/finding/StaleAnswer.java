package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.AddressAnswer;
import dev.podsonde.dns.lookup.AddressUse;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.packet.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * R19: an answer names an address where nobody is. Connections right behind it fail, and succeed
 * behind a later answer that names others instead. An application that is down fails with every
 * answer.
 */
final class StaleAnswer extends Rule {
  private static final int NAMES_MAX = 1024;
  private static final int FAILURES_MAX = 64;
  private static final int ADDRESSES_MAX = 1 << 14;

  private final Map<QueryName, List<AddressUse>> failures = new HashMap<>();
  private final Set<IpAddress> accepting = new HashSet<>();
  private @Nullable AddressUse first;

  StaleAnswer(Evidence evidence) {
    super(evidence);
  }

  @Override
  void examine(AddressUse use) {
    QueryName name = use.answer().name();
    if (!use.isAccepted()) {
      List<AddressUse> ofName = room.entry(failures, name, NAMES_MAX, _ -> new ArrayList<>(1));
      if (ofName != null) {
        room.add(ofName, use, FAILURES_MAX);
      }
      return;
    }
    room.add(accepting, use.address(), ADDRESSES_MAX);
    List<AddressUse> ofName = failures.get(name);
    if (ofName != null) {
      ofName.removeIf(failure -> isReplacedBy(use.answer(), failure));
    }
  }

  /** {@return whether the later answer is of the same type and names that address no more} */
  private boolean isReplacedBy(AddressAnswer later, AddressUse failure) {
    AddressAnswer answer = failure.answer();
    boolean isReplaced =
        later.timestampNanos() > answer.timestampNanos()
            && later.addresses().getFirst().isIpv4() == failure.address().isIpv4()
            && !later.addresses().contains(failure.address());
    if (isReplaced && !accepting.contains(failure.address())) {
      first = first == null ? failure : first;
      tally.addOther(answer.client(), answer.server(), answer.frame());
      tally.show(failure.frame());
    }
    return isReplaced;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (first == null) {
      return;
    }
    drafts.accept(
        new Draft("R19", "Stale answer", tally)
            .what(
                "connections to %s, just answered for %s, failed; a later answer names others, which"
                        .formatted(first.address(), first.answer().name())
                    + " accept")
            .unseen("since when that address was no endpoint any more")
            .ruledOut("the application is not down: it accepts at the addresses answered later")
            .fix(
                "A lower ttl in the kubernetes plugin and the cache of CoreDNS, no serve_stale; see"
                    + " that its watch on the API server works (its log); a preStop that lets old"
                    + " pods serve as long as the TTL")
            .source("https://coredns.io/plugins/cache/"));
  }
}

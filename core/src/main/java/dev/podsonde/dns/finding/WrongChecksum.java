package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.ChecksumStatus;
import java.util.Set;
import java.util.function.Consumer;

/** I07: the checksum is wrong, and the receiver drops the packet. */
final class WrongChecksum extends Rule {
  WrongChecksum(Evidence evidence) {
    super(evidence);
  }

  @Override
  Set<Symptom> symptoms() {
    return Set.of(Symptom.WRONG_CHECKSUM);
  }

  @Override
  boolean examine(Call call, boolean isExplained) {
    for (Attempt attempt : attempts(call)) {
      boolean isQueryLost = attempt.checksum() == ChecksumStatus.WRONG && attempt.reply() == null;
      boolean isReplyLost =
          attempt.replyChecksum() == ChecksumStatus.WRONG && attempt != attempt.lookup().last();
      if (isQueryLost || isReplyLost) {
        tally.add(call);
        return true;
      }
    }
    return false;
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (tally.isEmpty()) {
      return;
    }
    drafts.accept(
        new Draft("I07", "Wrong checksums", tally)
            .confidence(Confidence.HIGH)
            .what("packets with a wrong checksum were not answered, or not heeded")
            .ruledOut("no offload: what is stored is not the sum of the pseudo header either")
            .fix(
                "ethtool -K flannel.1 tx-checksum-ip-generic off (the name of the tunnel's"
                    + " interface); kernel 5.7 or later")
            .source("https://github.com/kubernetes/kubernetes/issues/88986"));
  }
}

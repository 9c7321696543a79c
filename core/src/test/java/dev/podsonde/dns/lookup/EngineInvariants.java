package dev.podsonde.dns.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What holds for any traffic whatever. */
final class EngineInvariants {
  private EngineInvariants() {}

  static void check(CallRecorder ended) {
    List<Attempt> attempts = ended.attempts();
    EngineCounters counters = ended.engine.counters();
    assertThat(attempts).hasSize((int) counters.queries());
    assertThat(attempts).noneMatch(attempt -> attempt.outcome() == Outcome.PENDING);
    // Over TCP one packet may hold several replies.
    List<Long> replyFrames =
        attempts.stream()
            .filter(attempt -> attempt.reply() != null && !attempt.isTcp())
            .map(Attempt::replyFrame)
            .toList();
    assertThat(replyFrames).doesNotHaveDuplicates();
    assertThat(counters.replies())
        .isEqualTo(attempts.stream().filter(attempt -> attempt.reply() != null).count());
    for (Attempt attempt : attempts) {
      assertThat(attempt.outcome() == Outcome.ANSWERED)
          .isEqualTo(attempt.isReplyComplete() && !attempt.isReplyLost);
    }
  }
}

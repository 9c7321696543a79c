package dev.podsonde.dns.finding;

import java.util.ArrayList;
import java.util.List;

/** A finding in the making; what a rule leaves out stays empty. */
final class Draft {
  private final String rule;
  private final String title;
  private final Tally tally;
  private final List<String> ruledOut = new ArrayList<>();
  private Weight weight = Weight.FAULT;
  private Confidence confidence = Confidence.MEDIUM;
  private String what = "";
  private String unseen = "";
  private String fix = "";
  private String source = "";

  Draft(String rule, String title, Tally tally) {
    this.rule = rule;
    this.title = title;
    this.tally = tally;
  }

  Draft weight(Weight chosen) {
    weight = chosen;
    return this;
  }

  Draft confidence(Confidence chosen) {
    confidence = chosen;
    return this;
  }

  /** One sentence without its end: who, how often and what it cost is added to it. */
  Draft what(String sentence) {
    what = sentence;
    return this;
  }

  Draft unseen(String sentence) {
    unseen = sentence;
    return this;
  }

  Draft ruledOut(String sentence) {
    ruledOut.add(sentence);
    return this;
  }

  Draft fix(String sentences) {
    fix = sentences;
    return this;
  }

  Draft source(String address) {
    source = address;
    return this;
  }

  Finding finish(Census census) {
    boolean isLossy = census.droppedPackets() > 0 && weight == Weight.FAULT;
    if (isLossy) {
      ruledOut.add(
          "the capture itself lost "
              + census.droppedPackets()
              + " packets; silence while it did is not counted, the rest is less sure");
    }
    return new Finding(
        rule,
        title,
        weight,
        isLossy ? confidence.lower() : confidence,
        what,
        tally.clients(),
        tally.clientCount(),
        tally.servers(),
        tally.names(),
        tally.calls(),
        tally.failedCalls(),
        tally.lostNanos(),
        census.calls(),
        tally.frames(),
        unseen,
        List.copyOf(ruledOut),
        fix,
        source,
        tally.filter());
  }
}

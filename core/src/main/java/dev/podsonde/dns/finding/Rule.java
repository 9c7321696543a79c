package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.AddressUse;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.QueryName;
import dev.podsonde.dns.lookup.StrayPacket;
import dev.podsonde.dns.lookup.TcpConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Recognises one fault. */
abstract class Rule {
  static final long MILLISECOND = 1_000_000;
  static final long SECOND = 1_000 * MILLISECOND;

  final Tally tally;
  final Room room = new Room();

  Rule(Evidence evidence) {
    tally = new Tally(evidence);
  }

  /** {@return the symptoms of which a call must show one to be examined} */
  Set<Symptom> symptoms() {
    return Set.of();
  }

  /**
   * Looks at a call.
   *
   * @param isExplained whether a rule before this one explained why it failed or waited
   * @return whether this rule does
   */
  boolean examine(Call call, boolean isExplained) {
    return false;
  }

  /** Looks at a TCP connection to a DNS port that has ended. */
  void examine(TcpConnection connection) {}

  /** Looks at what became of a connection to an address that was answered. */
  void examine(AddressUse use) {}

  /** Looks at a packet that belongs to no attempt. */
  void examine(StrayPacket packet) {}

  /** {@return whether it explains all that got no reply: then general rules leave that alone} */
  boolean isFound() {
    return false;
  }

  static boolean isAnyFound(List<Rule> causes) {
    for (Rule cause : causes) {
      if (cause.isFound()) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether it finds as many calls as these, which then are the same} */
  boolean coversAll(Tally lost, Census census) {
    return false;
  }

  /** States what it found, if it found enough. */
  abstract void conclude(Census census, Consumer<Draft> drafts);

  static List<Attempt> attempts(Call call) {
    var attempts = new ArrayList<Attempt>();
    for (Lookup lookup : call.lookups()) {
      attempts.addAll(lookup.attempts());
    }
    return attempts;
  }

  /** {@return its lookups of that name, in order of their first attempts} */
  static List<Lookup> lookupsOf(Call call, QueryName name) {
    var lookups = new ArrayList<Lookup>(2);
    for (Lookup lookup : call.lookups()) {
      if (lookup.name().isSameAs(name)) {
        lookups.add(lookup);
      }
    }
    return lookups;
  }

  /**
   * {@return the lookup of that type among those of the same name as {@code other}; null without
   * one}
   */
  static @Nullable Lookup sibling(Call call, Lookup other, int type) {
    for (Lookup lookup : call.lookups()) {
      if (lookup.type() == type && lookup.name().isSameAs(other.name())) {
        return lookup;
      }
    }
    return null;
  }

  static double seconds(long nanos) {
    return nanos / 1e9;
  }
}

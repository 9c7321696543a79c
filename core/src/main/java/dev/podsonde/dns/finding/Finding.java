package dev.podsonde.dns.finding;

import dev.podsonde.packet.IpAddress;
import java.util.Comparator;
import java.util.List;

/**
 * A fault, with what shows it and what mends it.
 *
 * @param rule the identifier of the rule, a letter and two digits
 * @param title the fault in a few words
 * @param weight what it means
 * @param confidence how sure it is
 * @param what the fault in one sentence, without its end: who, how often and what it cost is added
 * @param clients whom it hit, the most hit first; at most {@link Tally#KEPT_MAX}
 * @param clientCount how many clients it hit; {@link #CLIENTS_COUNTED_MAX} means that many or more
 * @param servers who was asked, the most asked first; at most as many
 * @param names what was asked, the most asked first; at most as many
 * @param calls how many calls it hit; 0 when it concerns none in particular
 * @param failedCalls how many of them ended without an answer
 * @param lostNanos how long those calls waited for nothing, in all
 * @param callsInAll how many calls there were
 * @param frames numbers of packets that show it, in order
 * @param unseen what the vantage point does not show
 * @param ruledOut what else it might have been, and why it is not
 * @param fix what to change, with the setting
 * @param source where the fault is described
 * @param filter a pcap-filter expression that selects its packets; empty when all belong to it
 */
public record Finding(
    String rule,
    String title,
    Weight weight,
    Confidence confidence,
    String what,
    List<IpAddress> clients,
    int clientCount,
    List<IpAddress> servers,
    List<String> names,
    long calls,
    long failedCalls,
    long lostNanos,
    long callsInAll,
    List<Long> frames,
    String unseen,
    List<String> ruledOut,
    String fix,
    String source,
    String filter) {
  /** So many clients are told apart. */
  public static final int CLIENTS_COUNTED_MAX = 1024;

  /** Faults first; then what cost more seconds, failed more calls, is surer. */
  public static final Comparator<Finding> BY_COST =
      Comparator.comparing(Finding::weight)
          .thenComparing(Comparator.comparingLong(Finding::lostNanos).reversed())
          .thenComparing(Comparator.comparingLong(Finding::failedCalls).reversed())
          .thenComparing(Comparator.comparing(Finding::confidence).reversed())
          .thenComparing(Comparator.comparingLong(Finding::calls).reversed())
          .thenComparing(Finding::rule);
}

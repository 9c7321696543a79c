package dev.podsonde.dns.finding;

import dev.podsonde.dns.lookup.AddressUse;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.LookupEngine;
import dev.podsonde.dns.lookup.LookupListener;
import dev.podsonde.dns.lookup.StrayPacket;
import dev.podsonde.dns.lookup.TcpConnection;
import dev.podsonde.packet.HostNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Shows all that an engine hands out to the rules, and collects what they find. */
public final class Diagnosis implements LookupListener {
  /** Bounds the sets of symptoms whose rules are remembered; few occur. */
  private static final int SETS_MAX = 1 << 6;

  private static final int SET_SHIFT = Integer.SIZE - 6;

  private final Census census = new Census();
  private final Arrivals arrivals;
  private final Rule[] rules;
  private final int[] masks;
  private final int[] sets = new int[SETS_MAX];
  private final Rule[][] rulesOfSets = new Rule[SETS_MAX][];

  /**
   * Makes a diagnosis with all rules.
   *
   * @param evidence is told which packets show a fault
   * @param names tell whose an address is; they may be given as packets come
   */
  public Diagnosis(Evidence evidence, HostNames names) {
    arrivals = new Arrivals(names);
    List<Rule> all = rules(evidence, arrivals);
    rules = all.toArray(Rule[]::new);
    masks = all.stream().mapToInt(rule -> Symptom.maskOf(rule.symptoms())).toArray();
  }

  /**
   * {@return all rules, special before general: a call that one explains, later ones leave alone}
   */
  private static List<Rule> rules(Evidence evidence, Arrivals arrivals) {
    var family = new AddressFamilyBroken(evidence);
    var loop = new ForwardingLoop(evidence);
    var ednsRejected = new EdnsRejected(evidence);
    var race = new AddressPairRace(evidence);
    var rollout = new RolloutWindow(evidence);
    var deadBackend = new DeadBackend(evidence, rollout);
    var ports = new PortsExhausted(evidence);
    var newFlows = new NewFlowsLost(evidence);
    var rateLimited = new RateLimited(evidence, deadBackend);
    List<Rule> special = List.of(rollout, ports, rateLimited, newFlows);
    var queryLost = new QueryLostBefore(evidence, arrivals, special);
    List<Rule> lossCauses = List.of(loop, rollout, queryLost, ports, rateLimited, newFlows);
    List<Rule> silenceCauses = new ArrayList<>(lossCauses);
    silenceCauses.add(deadBackend);
    var nodeLocal = new NodeLocalUpstream(evidence);
    var typeDropped = new TypeDropped(evidence);
    var deadNameserver = new DeadNameserver(evidence);
    var silence = new Silence(evidence, typeDropped, silenceCauses);
    return List.of(
        new WrongSource(evidence),
        new WrongChecksum(evidence),
        new FragmentsLost(evidence),
        new TruncatedWithoutTcp(evidence),
        family,
        ednsRejected,
        new Refused(evidence),
        loop,
        nodeLocal,
        new ServerFailure(evidence, loop, ednsRejected),
        new NodeLocalDenied(evidence),
        new IcmpRefusal(evidence, deadBackend, deadNameserver, silence),
        new LateReply(evidence),
        new WrongQuestion(evidence),
        new WrongId(evidence),
        new Malformed(evidence),
        new ReplyLostBehind(evidence),
        race,
        rollout,
        deadBackend,
        deadNameserver,
        typeDropped,
        ports,
        rateLimited,
        newFlows,
        queryLost,
        silence,
        new Retransmission(
            evidence,
            family,
            race,
            silence,
            List.of(typeDropped, deadBackend, deadNameserver),
            lossCauses),
        new SlowReply(evidence),
        new ThrottledServer(evidence),
        new TruncatedOften(evidence),
        new SingleAttempt(evidence, loop),
        new TcpBlocked(evidence, nodeLocal),
        new TcpChurn(evidence),
        new Oversize(evidence),
        new CnameWithoutTarget(evidence),
        new SearchListWalked(evidence),
        new DoubledSuffix(evidence),
        new NamesMissing(evidence),
        new NegativeRepeated(evidence),
        new NoDataWithoutSoa(evidence),
        new LowTimeToLive(evidence),
        new ReverseLookups(evidence),
        new ManyAnswers(evidence),
        new HotClient(evidence),
        new UpstreamProbing(evidence),
        new ZoneLeak(evidence),
        new NameserversDisagree(evidence),
        new ClusterDnsBypassed(evidence),
        new ClientsMasqueraded(evidence),
        new LoadSkew(evidence),
        new DistantBackend(evidence),
        new DuplicateReply(evidence),
        new CaseChanged(evidence),
        new StaleAnswer(evidence),
        new OtherNameProtocols(evidence),
        new UnreadPorts(evidence));
  }

  /** Learns the ways that queries take from a call that it is not to judge. */
  public void learn(Call call) {
    arrivals.learn(call);
  }

  /** Hears what was captured. */
  public void know(Places places) {
    arrivals.know(places);
  }

  @Override
  public void onCall(Call call) {
    census.count(call);
    arrivals.learn(call);
    boolean isExplained = false;
    for (Rule rule : rulesOf(Symptom.maskOf(call))) {
      isExplained |= rule.examine(call, isExplained);
    }
  }

  /** {@return the rules that one of these symptoms concerns} */
  private Rule[] rulesOf(int symptoms) {
    int place = (symptoms * 0x9e37_79b1) >>> SET_SHIFT;
    if (sets[place] != symptoms) {
      var concerned = new ArrayList<Rule>();
      for (int i = 0; i < rules.length; i++) {
        if ((masks[i] & symptoms) != 0) {
          concerned.add(rules[i]);
        }
      }
      sets[place] = symptoms;
      rulesOfSets[place] = concerned.toArray(Rule[]::new);
    }
    return rulesOfSets[place];
  }

  @Override
  public void onConnection(TcpConnection connection) {
    for (Rule rule : rules) {
      rule.examine(connection);
    }
  }

  @Override
  public void onAddressUse(AddressUse use) {
    for (Rule rule : rules) {
      rule.examine(use);
    }
  }

  @Override
  public void onStray(StrayPacket packet) {
    for (Rule rule : rules) {
      rule.examine(packet);
    }
  }

  /** {@return how often a table that a rule compares calls by had no room for one more entry} */
  public long refused() {
    return Stream.of(rules).mapToLong(rule -> rule.room.refused()).sum()
        + census.refused()
        + arrivals.refused();
  }

  /**
   * {@return what was found so far, the costliest first}
   *
   * @param engine the one that this listens to
   */
  public List<Finding> findings(LookupEngine engine) {
    census.end(engine);
    var findings = new ArrayList<Finding>();
    for (Rule rule : rules) {
      rule.conclude(census, draft -> findings.add(draft.finish(census)));
    }
    findings.sort(Finding.BY_COST);
    return List.copyOf(findings);
  }
}

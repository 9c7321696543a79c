package dev.podsonde.cli.report;

import dev.podsonde.dns.Rcode;
import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.EngineCounters;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import dev.podsonde.dns.path.Legs;
import dev.podsonde.dns.summary.Cost;
import dev.podsonde.dns.summary.SlowCall;
import dev.podsonde.dns.summary.Summary;
import dev.podsonde.dns.summary.Timeline;
import dev.podsonde.packet.IpAddress;
import dev.podsonde.print.PrintOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The report as JSON; docs/dns-json.md is its schema. Times are seconds, instants ISO 8601 in UTC,
 * percentiles of latency milliseconds.
 */
public final class JsonReport {
  private static final int SCHEMA = 1;
  private static final int ROWS_MAX = 100;
  private static final long COLUMN_FIRST_NANOS = 10_000;
  private static final double COLUMN_RATIO = Math.pow(2, 0.25);
  private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};
  private static final JsonFactory FACTORY = new JsonFactory();

  private final DnsReport report;
  private final JsonGenerator json;

  private JsonReport(DnsReport report, JsonGenerator json) {
    this.report = report;
    this.json = json;
  }

  /** Writes one object, and a line end. */
  public static void write(DnsReport report, PrintOptions options, OutputStream out)
      throws IOException {
    try (JsonGenerator json = generator(out)) {
      new JsonReport(report, json).write(options);
    } catch (JacksonException failed) {
      throw unwrapped(failed);
    }
    out.write('\n');
  }

  /** Writes a call as one object on a line of its own. */
  public static void writeCall(Call call, OutputStream out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      json.writeStartObject();
      json.writeStringProperty("start", Instant.ofEpochSecond(0, call.startNanos()).toString());
      json.writeStringProperty("client", call.client().address().toString());
      json.writeStringProperty("resolver", lower(call.client().resolver()));
      json.writeStringProperty("name", call.baseName());
      json.writeNumberProperty("delay_s", seconds(call.delayNanos()));
      json.writeNumberProperty("lost_s", seconds(call.lostNanos()));
      json.writeBooleanProperty("positive", call.isPositive());
      json.writeArrayPropertyStart("lookups");
      for (Lookup lookup : call.lookups()) {
        lookup(json, lookup);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (JacksonException failed) {
      throw unwrapped(failed);
    }
    out.write('\n');
  }

  private static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(
        ObjectWriteContext.empty(), new UnclosedOutput(out), JsonEncoding.UTF8);
  }

  private static IOException unwrapped(JacksonException failed) {
    return failed.getCause() instanceof IOException cause ? cause : new IOException(failed);
  }

  private static void lookup(JsonGenerator json, Lookup lookup) {
    json.writeStartObject();
    json.writeStringProperty("name", lookup.name().toString());
    json.writeStringProperty("type", type(lookup.type()));
    json.writeArrayPropertyStart("attempts");
    for (Attempt attempt : lookup.attempts()) {
      json.writeStartObject();
      json.writeNumberProperty("frame", attempt.frame());
      json.writeStringProperty("server", attempt.server() + "#" + attempt.serverPort());
      json.writeStringProperty("transport", attempt.isTcp() ? "tcp" : "udp");
      json.writeNumberProperty("id", attempt.query().id());
      json.writeStringProperty("outcome", lower(attempt.outcome()));
      MessageFacts reply = attempt.reply();
      if (reply != null) {
        json.writeNumberProperty("reply_frame", attempt.replyFrame());
        json.writeNumberProperty("latency_s", seconds(attempt.latencyNanos()));
        json.writeStringProperty("rcode", Rcode.name(reply.rcode()));
        json.writeNumberProperty("answers", reply.answerCount());
        json.writeBooleanProperty("truncated", reply.isTruncatedResponse());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void legs() {
    json.writeArrayPropertyStart("legs");
    for (Legs.Leg leg : report.legs().all()) {
      json.writeStartObject();
      json.writeStringProperty("from", leg.from());
      json.writeStringProperty("to", leg.to());
      json.writeStringProperty("kind", lower(leg.kind()));
      json.writeNumberProperty("packets", leg.nanos().getTotalCount());
      json.writeNumberProperty("lost", leg.lost());
      json.writeNumberProperty("p50_ms", leg.nanos().getValueAtPercentile(50) / 1e6);
      json.writeNumberProperty("p99_ms", leg.nanos().getValueAtPercentile(99) / 1e6);
      json.writeNumberProperty("max_ms", leg.nanos().getMaxValue() / 1e6);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void write(PrintOptions options) {
    EngineCounters counters = report.counters();
    json.writeStartObject();
    json.writeNumberProperty("schema", SCHEMA);
    json.writeStringProperty("source", report.source());
    json.writeStringProperty("start", Instant.ofEpochSecond(0, counters.firstNanos()).toString());
    json.writeNumberProperty("duration_s", report.seconds());
    totals(report.summary());
    latency(report.summary().latency());
    distribution(report.summary().latency());
    rcodes();
    costs("names", report.summary().namesCostliest(ROWS_MAX));
    clients(report.summary().clientsCostliest(ROWS_MAX));
    timeline(report.summary().timeline());
    slowest();
    capture(counters);
    legs();
    json.writeArrayPropertyStart("findings");
    report.findings().forEach(finding -> finding(finding, options));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void totals(Summary summary) {
    json.writeObjectPropertyStart("totals");
    json.writeNumberProperty("calls", summary.calls());
    json.writeNumberProperty("failed_calls", summary.failedCalls());
    json.writeNumberProperty("lookups", summary.lookups());
    json.writeNumberProperty("queries", summary.attempts());
    json.writeNumberProperty("answered", summary.answered());
    json.writeNumberProperty("unanswered", summary.unanswered());
    json.writeNumberProperty("icmp_errors", summary.icmpErrors());
    json.writeNumberProperty("unknown", summary.unknown());
    json.writeNumberProperty("retries", summary.retries());
    json.writeNumberProperty("tcp_queries", summary.overTcp());
    json.writeNumberProperty("truncated", summary.truncated());
    json.writeNumberProperty("lost_s", seconds(summary.lostNanos()));
    json.writeNumberProperty("searched_calls", summary.searchedCalls());
    json.writeNumberProperty("searched_queries", summary.searchedQueries());
    json.writeNumberProperty("searched_queries_needed", summary.searchedNeededQueries());
    json.writeEndObject();
  }

  private void latency(Histogram latency) {
    json.writeObjectPropertyStart("latency_ms");
    json.writeNumberProperty("count", latency.getTotalCount());
    if (latency.getTotalCount() > 0) {
      json.writeNumberProperty("min", latency.getMinValue() / 1e6);
      json.writeNumberProperty("mean", latency.getMean() / 1e6);
      for (double percentile : PERCENTILES) {
        String name = "p" + (percentile % 1 == 0 ? "%.0f" : "%.1f").formatted(percentile);
        json.writeNumberProperty(name, latency.getValueAtPercentile(percentile) / 1e6);
      }
      json.writeNumberProperty("max", latency.getMaxValue() / 1e6);
    }
    json.writeEndObject();
  }

  /** Four columns for each doubling of the latency. */
  private void distribution(Histogram latency) {
    List<Double> upper = new ArrayList<>();
    List<Long> counts = new ArrayList<>();
    for (var column : latency.logarithmicBucketValues(COLUMN_FIRST_NANOS, COLUMN_RATIO)) {
      upper.add(column.getValueIteratedTo() / 1e6);
      counts.add(column.getCountAddedInThisIterationStep());
    }
    json.writeObjectPropertyStart("latency_histogram");
    json.writeArrayPropertyStart("upper_ms");
    upper.forEach(json::writeNumber);
    json.writeEndArray();
    json.writeArrayPropertyStart("counts");
    counts.forEach(json::writeNumber);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rcodes() {
    json.writeObjectPropertyStart("rcodes");
    report
        .summary()
        .rcodes()
        .forEach((rcode, count) -> json.writeNumberProperty(Rcode.name(rcode), count));
    json.writeEndObject();
  }

  private void costs(String property, List<Cost<String>> costs) {
    json.writeArrayPropertyStart(property);
    for (Cost<String> cost : costs) {
      json.writeStartObject();
      json.writeStringProperty("name", cost.subject());
      cost(cost);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void clients(List<Cost<IpAddress>> costs) {
    json.writeArrayPropertyStart("clients");
    for (Cost<IpAddress> cost : costs) {
      json.writeStartObject();
      address(cost.subject());
      cost(cost);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void address(IpAddress address) {
    json.writeStringProperty("address", address.toString());
    String name = report.names().get(address);
    if (name != null) {
      json.writeStringProperty("name", name);
    }
  }

  private void cost(Cost<?> cost) {
    json.writeNumberProperty("calls", cost.calls());
    json.writeNumberProperty("queries", cost.queries());
    json.writeNumberProperty("queries_needed", cost.neededQueries());
    json.writeNumberProperty("failed_calls", cost.failedCalls());
    json.writeNumberProperty("lost_s", seconds(cost.lostNanos()));
    json.writeNumberProperty("delay_s", seconds(cost.delayNanos()));
  }

  private void timeline(Timeline timeline) {
    json.writeObjectPropertyStart("timeline");
    json.writeNumberProperty("start_s", seconds(timeline.startNanos()));
    json.writeNumberProperty("step_s", seconds(timeline.widthNanos()));
    json.writeArrayPropertyStart("steps");
    for (Timeline.Bucket bucket : timeline.buckets()) {
      json.writeStartObject();
      json.writeNumberProperty("noerror", bucket.noError());
      json.writeNumberProperty("nxdomain", bucket.nxdomain());
      json.writeNumberProperty("failed", bucket.failed());
      json.writeNumberProperty("unanswered", bucket.unanswered());
      json.writeNumberProperty("p50_ms", bucket.latencyNanos(50) / 1e6);
      json.writeNumberProperty("p95_ms", bucket.latencyNanos(95) / 1e6);
      json.writeNumberProperty("max_ms", bucket.latencyNanos(100) / 1e6);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void slowest() {
    json.writeArrayPropertyStart("slowest_calls");
    for (SlowCall call : report.summary().slowCalls()) {
      json.writeStartObject();
      json.writeStringProperty("name", call.name());
      json.writeStringProperty("client", call.client().toString());
      json.writeNumberProperty("start_s", seconds(call.startNanos()));
      json.writeNumberProperty("delay_s", seconds(call.delayNanos()));
      json.writeArrayPropertyStart("attempts");
      for (SlowCall.Step step : call.steps()) {
        json.writeStartObject();
        json.writeStringProperty("question", step.question());
        json.writeStringProperty("server", step.server().toString());
        json.writeNumberProperty("offset_s", seconds(step.offsetNanos()));
        if (step.latencyNanos() >= 0) {
          json.writeNumberProperty("latency_s", seconds(step.latencyNanos()));
        }
        json.writeStringProperty("outcome", step.outcome());
        json.writeNumberProperty("frame", step.frame());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void capture(EngineCounters counters) {
    json.writeObjectPropertyStart("capture");
    json.writeNumberProperty("packets", counters.packets());
    json.writeNumberProperty("not_dns", counters.notDns());
    json.writeNumberProperty("dropped", counters.droppedPackets());
    json.writeNumberProperty("cut", counters.cutPackets());
    json.writeNumberProperty("copies", counters.copies());
    json.writeNumberProperty("malformed", counters.malformed());
    json.writeNumberProperty("multicast", counters.multicast());
    json.writeNumberProperty("stray", counters.strays());
    json.writeNumberProperty("forced_calls", counters.forcedCalls());
    json.writeNumberProperty("refused_fragments", counters.refusedFragments());
    json.writeNumberProperty("refused_connections", counters.refusedConnections());
    json.writeNumberProperty("refused_sights", counters.refusedEvidence());
    json.writeNumberProperty("refused_early_replies", counters.refusedEarlyReplies());
    json.writeNumberProperty("refused_ports", counters.refusedPorts());
    json.writeNumberProperty("refused_address_uses", counters.refusedAddressUses());
    json.writeNumberProperty("refused_by_rules", report.unjudged());
    json.writeNumberProperty("refused_legs", report.legs().refused());
    json.writeNumberProperty("forgotten_costs", report.summary().forgottenCosts());
    json.writeNumberProperty("evidence_missed", report.packets().missed());
    json.writeEndObject();
  }

  private void finding(Finding finding, PrintOptions options) {
    json.writeStartObject();
    json.writeStringProperty("rule", finding.rule());
    json.writeStringProperty("title", finding.title());
    json.writeStringProperty("weight", lower(finding.weight()));
    json.writeStringProperty("confidence", lower(finding.confidence()));
    json.writeStringProperty("sentence", report.sentence(finding));
    json.writeNumberProperty("calls", finding.calls());
    json.writeNumberProperty("failed_calls", finding.failedCalls());
    json.writeNumberProperty("lost_s", seconds(finding.lostNanos()));
    json.writeNumberProperty("client_count", finding.clientCount());
    strings("clients", finding.clients().stream().map(IpAddress::toString).toList());
    strings("servers", finding.servers().stream().map(IpAddress::toString).toList());
    strings("names", finding.names());
    json.writeStringProperty("unseen", finding.unseen());
    strings("ruled_out", finding.ruledOut());
    json.writeStringProperty("fix", finding.fix());
    json.writeStringProperty("source", finding.source());
    json.writeStringProperty("filter", finding.filter());
    json.writeArrayPropertyStart("frames");
    finding.frames().forEach(json::writeNumber);
    json.writeEndArray();
    strings("packets", report.packetLines(finding, options));
    json.writeEndObject();
  }

  private void strings(String property, List<String> values) {
    json.writeArrayPropertyStart(property);
    values.forEach(json::writeString);
    json.writeEndArray();
  }

  private static String type(int type) {
    return Objects.requireNonNullElse(RecordType.name(type), "TYPE" + type);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}

package dev.podsonde.cli.trace;

import dev.podsonde.cli.report.UnclosedOutput;
import dev.podsonde.cluster.DnsServer;
import dev.podsonde.dns.finding.Finding;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.IcmpError;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.path.ClockDifference;
import dev.podsonde.dns.path.Path;
import dev.podsonde.dns.path.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A trace as one object of JSON; docs/dns-json.md is its schema. */
public final class TraceJson {
  private static final int SCHEMA = 1;

  private final Trace trace;
  private final JsonGenerator json;

  private TraceJson(Trace trace, JsonGenerator json) {
    this.trace = trace;
    this.json = json;
  }

  /** Writes it, and a line end. */
  public static void write(Trace trace, OutputStream out) throws IOException {
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(
                ObjectWriteContext.empty(), new UnclosedOutput(out), JsonEncoding.UTF8)) {
      new TraceJson(trace, json).write();
    }
    out.write('\n');
    out.flush();
  }

  private void write() {
    Verdict verdict = Verdict.of(trace);
    json.writeStartObject();
    json.writeNumberProperty("schema", SCHEMA);
    json.writeStringProperty("name", trace.name());
    json.writeStringProperty("from", trace.from().qualifiedName());
    json.writeStringProperty("node", trace.from().node());
    json.writeObjectPropertyStart("verdict");
    json.writeBooleanProperty("fault", verdict.isFault());
    json.writeStringProperty("last_seen", verdict.lastSeen());
    json.writeStringProperty("sentence", verdict.sentence());
    json.writeEndObject();
    json.writeNumberProperty("duration_s", trace.durationNanos() / 1e9);
    texts("answers", trace.answers());
    resolver();
    json.writeArrayPropertyStart("servers");
    trace.servers().forEach(this::server);
    json.writeEndArray();
    json.writeArrayPropertyStart("clocks");
    trace.clocks().differences().forEach(this::clock);
    json.writeEndArray();
    json.writeArrayPropertyStart("queries");
    trace.queries().forEach(this::query);
    json.writeEndArray();
    json.writeArrayPropertyStart("upstream");
    for (Call call : trace.upstream()) {
      for (Lookup lookup : call.lookups()) {
        lookup.attempts().forEach(attempt -> attempt(attempt, lookup.name().toString()));
      }
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("findings");
    trace.report().findings().forEach(this::finding);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void texts(String property, List<String> texts) {
    json.writeArrayPropertyStart(property);
    texts.forEach(json::writeString);
    json.writeEndArray();
  }

  private void resolver() {
    ResolvConf conf = trace.conf();
    json.writeObjectPropertyStart("resolv_conf");
    texts("nameservers", conf.nameservers());
    texts("search", conf.search());
    json.writeNumberProperty("ndots", conf.ndots());
    json.writeNumberProperty("timeout_s", conf.timeout().toSeconds());
    json.writeNumberProperty("attempts", conf.attempts());
    json.writeBooleanProperty("edns0", conf.hasEdns());
    json.writeBooleanProperty("use_vc", conf.isTcpOnly());
    json.writeEndObject();
  }

  private void server(DnsServer server) {
    json.writeStartObject();
    json.writeStringProperty("address", server.address());
    json.writeStringProperty("service", server.service());
    json.writeArrayPropertyStart("endpoints");
    for (DnsServer.Endpoint endpoint : server.endpoints()) {
      json.writeStartObject();
      json.writeStringProperty("address", endpoint.address());
      json.writeNumberProperty("port", endpoint.port());
      json.writeStringProperty("pod", endpoint.pod());
      json.writeStringProperty("node", endpoint.node());
      json.writeBooleanProperty("ready", endpoint.isReady());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void clock(String node, ClockDifference clock) {
    json.writeStartObject();
    json.writeStringProperty("node", node);
    json.writeNumberProperty("ahead_s", clock.offsetNanos() / 1e9);
    json.writeNumberProperty("uncertainty_s", clock.uncertaintyNanos() / 1e9);
    json.writeNumberProperty("corrected_s", clock.correctionNanos() / 1e9);
    json.writeEndObject();
  }

  private void query(TracedQuery traced) {
    Query query = traced.query();
    json.writeStartObject();
    json.writeStringProperty("name", query.name());
    json.writeStringProperty("type", query.type());
    json.writeStringProperty("server", query.server() + "#" + query.port());
    json.writeStringProperty("transport", query.isTcp() ? "tcp" : "udp");
    json.writeNumberProperty("id", query.id());
    json.writeStringProperty("status", query.status());
    json.writeStringProperty("error", query.error());
    texts("answers", query.answers());
    List<Step> syns = trace.synPath(traced).query();
    if (!syns.isEmpty()) {
      steps("syn", syns, syns.getFirst().timestampNanos());
    }
    json.writeArrayPropertyStart("attempts");
    traced.attempts().forEach(attempt -> attempt(attempt, query.name()));
    json.writeEndArray();
    json.writeEndObject();
  }

  private void attempt(Attempt attempt, String name) {
    Path path = trace.path(attempt);
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeStringProperty(
        "start", Instant.ofEpochSecond(0, attempt.timestampNanos()).toString());
    json.writeStringProperty("client", attempt.client() + "#" + attempt.clientPort());
    json.writeStringProperty("server", attempt.server() + "#" + attempt.serverPort());
    json.writeStringProperty("outcome", attempt.outcome().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("answered_by", trace.answerer(attempt));
    json.writeStringProperty("last_seen", path.last().place().name());
    json.writeBooleanProperty("reply_back", attempt.isReplyBack());
    IcmpError error = attempt.icmpError();
    if (error != null) {
      json.writeStringProperty(
          "icmp", "%s type %d code %d".formatted(error.source(), error.type(), error.code()));
    }
    steps("query", path.query(), attempt.timestampNanos());
    steps("reply", path.reply(), attempt.timestampNanos());
    json.writeEndObject();
  }

  private void steps(String property, List<Step> steps, long startNanos) {
    json.writeArrayPropertyStart(property);
    for (Step step : steps) {
      json.writeStartObject();
      json.writeStringProperty("place", step.place().name());
      json.writeNumberProperty("after_s", (step.timestampNanos() - startNanos) / 1e9);
      json.writeNumberProperty("frame", step.frame());
      json.writeStringProperty("source", step.source().toString());
      json.writeStringProperty("destination", step.destination().toString());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void finding(Finding finding) {
    json.writeStartObject();
    json.writeStringProperty("rule", finding.rule());
    json.writeStringProperty("title", finding.title());
    json.writeStringProperty("weight", finding.weight().name().toLowerCase(Locale.ROOT));
    json.writeStringProperty("sentence", trace.report().sentence(finding));
    json.writeStringProperty("fix", finding.fix());
    json.writeEndObject();
  }
}

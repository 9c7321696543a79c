"use strict";
const report = JSON.parse(document.getElementById("data").textContent);

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** Hides sections that have nothing to show. */
function hide(...ids) {
  ids.forEach((id) => (document.getElementById(id).closest("section").hidden = true));
}

function append(id, ...children) {
  document.getElementById(id).append(...children);
}

const count = (number) => number.toLocaleString("en-US");
const seconds = (number) => (number >= 1 ? number.toFixed(2) + " s" : (number * 1000).toFixed(3) + " ms");
const milliseconds = (number) => seconds(number / 1000);

function tile(value, label, isBad) {
  const made = element("div", isBad ? "tile bad" : "tile");
  made.append(element("b", "", value), element("span", "", label));
  return made;
}

function table(heads, rows) {
  const made = element("table");
  const head = element("tr");
  heads.forEach((text) => head.append(element("th", "", text)));
  made.append(element("thead"), element("tbody"));
  made.tHead.append(head);
  rows.forEach((row) => {
    const line = element("tr");
    row.forEach((text) => {
      const cell = element("td", "", text);
      cell.title = text;
      line.append(cell);
    });
    made.tBodies[0].append(line);
  });
  return made;
}

function showTotals() {
  const { totals, latency_ms: latency } = report;
  const when = report.start.replace("T", " ").replace(/\.\d+Z|Z/, " UTC");
  append("source", `${report.source}, from ${when}, ${seconds(report.duration_s)}`);
  append(
    "tiles",
    tile(count(totals.calls), "calls"),
    tile(count(totals.queries), "queries"),
    tile(count(totals.failed_calls), "calls failed", totals.failed_calls > 0),
    tile(count(totals.unanswered), "queries without reply", totals.unanswered > 0),
    tile(count(totals.retries), "queries repeated", totals.retries > 0),
    tile(seconds(totals.lost_s), "lost waiting", totals.lost_s > 1),
  );
  if (latency.count > 0) {
    append(
      "tiles",
      tile(milliseconds(latency.p50), "p50"),
      tile(milliseconds(latency.p95), "p95"),
      tile(milliseconds(latency.p99), "p99"),
      tile(milliseconds(latency.max), "max"),
    );
  }
  Object.entries(report.rcodes).forEach(([name, number]) => append("tiles", tile(count(number), name)));
}

function showFindings() {
  if (report.findings.length === 0) append("findings", element("p", "", "None."));
  report.findings.forEach((finding) => {
    const made = element("article", "finding " + finding.weight);
    const title = element("h3", "", `${finding.rule} ${finding.title} `);
    title.append(element("small", "", `${finding.weight}, confidence ${finding.confidence}`));
    made.append(title, element("p", "", finding.sentence));
    const facts = element("dl");
    const fact = (name, text) => {
      if (text) facts.append(element("dt", "", name), element("dd", "", text));
    };
    fact("Fix", finding.fix);
    fact("Not seen", finding.unseen);
    finding.ruled_out.forEach((text) => fact("Ruled out", text));
    fact("Names", finding.names.join(", "));
    fact("Filter", finding.filter);
    if (finding.source) {
      const link = element("a", "", finding.source);
      link.href = finding.source;
      link.rel = "noreferrer";
      const place = element("dd");
      place.append(link);
      facts.append(element("dt", "", "Read"), place);
    }
    made.append(facts);
    if (finding.packets.length > 0) made.append(element("pre", "", finding.packets.join("\n")));
    append("findings", made);
  });
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function axis(unit) {
  return {
    stroke: colour("--dim"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { stroke: colour("--line"), width: 1 },
    // Wide enough for "10000 ms".
    size: 84,
    values: unit ? (_, values) => values.map((value) => (value === null ? "" : value + unit)) : undefined,
  };
}

/** Times of day in UTC, to the millisecond where the plot is short. */
function timeAxis(span) {
  const time = (second) => new Date(second * 1000).toISOString().slice(11, span < 10 ? 23 : 19);
  return { ...axis(), space: span < 10 ? 100 : 70, size: 40, values: (_, splits) => splits.map(time) };
}

function series(label, name, extra) {
  return { label, stroke: colour(name), width: 1.5, points: { show: false }, ...extra };
}

// Top, right, bottom, left: half of the last label stands to the right of the plot.
const PADDING = [12, 48, 0, 0];

/** Draws a plot, and again when its place or the colours change. */
function plot(id, options, data) {
  const place = document.getElementById(id);
  let drawn = null;
  const draw = () => {
    if (drawn) drawn.destroy();
    const size = { width: place.clientWidth, height: 220 };
    drawn = new uPlot({ ...size, padding: PADDING, ...options() }, data, place);
  };
  draw();
  let width = place.clientWidth;
  new ResizeObserver(() => {
    if (place.clientWidth !== width) {
      width = place.clientWidth;
      drawn.setSize({ width, height: 220 });
    }
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

function showTimeline() {
  const { start_s: start, step_s: step, steps } = report.timeline;
  if (steps.length === 0) return hide("rcodes", "latency");
  const times = steps.map((_, index) => start + index * step);
  // One stretch alone would have no width.
  times.push(start + steps.length * step);
  const column = (name, scale) => [...steps.map((each) => each[name] * scale), null];
  const scales = { x: { time: true } };
  const utc = (_, second) => (second === null ? "--" : new Date(second * 1000).toISOString().slice(11, 23));
  plot(
    "rcodes",
    () => ({
      scales,
      axes: [timeAxis(steps.length * step), axis("/s")],
      series: [
        { label: "UTC", value: utc },
        ...[["NOERROR", "--good"], ["NXDOMAIN", "--warn"], ["other RCODE", "--bad"], ["no reply", "--info"]].map(
          ([label, name]) => series(label, name, { paths: uPlot.paths.stepped({ align: 1 }) }),
        ),
      ],
    }),
    [times, ...["noerror", "nxdomain", "failed", "unanswered"].map((name) => column(name, 1 / step))],
  );
  const positive = (name) => column(name, 1).map((value) => (value > 0 ? value : null));
  plot(
    "latency",
    () => ({
      scales: { ...scales, y: { distr: 3 } },
      axes: [timeAxis(steps.length * step), axis(" ms")],
      series: [
        { label: "UTC", value: utc },
        series("p50", "--good", { points: { show: true, size: 4 } }),
        series("p95", "--warn", { points: { show: true, size: 4 } }),
        series("max", "--bad", { points: { show: true, size: 4 } }),
      ],
    }),
    [times, positive("p50_ms"), positive("p95_ms"), positive("max_ms")],
  );
}

function showDistribution() {
  const { upper_ms: upper, counts } = report.latency_histogram;
  if (counts.length === 0) return hide("distribution");
  plot(
    "distribution",
    () => ({
      scales: { x: { time: false, distr: 3 } },
      axes: [{ ...axis(" ms"), size: 40 }, axis()],
      series: [
        { label: "up to" },
        series("replies", "--info", { paths: uPlot.paths.bars({ size: [0.9] }), fill: colour("--info") }),
      ],
    }),
    [upper, counts],
  );
}

function showWaterfall() {
  if (report.slowest_calls.length === 0) return hide("waterfall");
  report.slowest_calls.forEach((call) => {
    const made = element("div", "call");
    const head = element("div", "head");
    head.append(element("b", "", call.name), element("span", "", `${call.client}, ${seconds(call.delay_s)}`));
    made.append(head);
    call.attempts.forEach((attempt) => {
      const line = element("div", "step");
      const label = element("span", "what", `${attempt.question} @${attempt.server}`);
      label.title = `frame ${attempt.frame}`;
      const isAnswered = attempt.latency_s !== undefined;
      const whole = Math.max(call.delay_s, 1e-9);
      const bar = element("div", "bar");
      if (!isAnswered) bar.classList.add("bad");
      else if (!/^(NOERROR|NXDOMAIN)$/.test(attempt.outcome)) bar.classList.add("warn");
      bar.style.left = (100 * attempt.offset_s) / whole + "%";
      const length = isAnswered ? attempt.latency_s : Math.max(0, whole - attempt.offset_s);
      bar.style.width = Math.min(100, (100 * length) / whole) + "%";
      const track = element("div", "track");
      track.append(bar);
      line.append(label, track, element("span", "", attempt.outcome));
      made.append(line);
    });
    append("waterfall", made);
  });
}

function showTables() {
  const heads = (first) => [first, "calls", "queries", "failed", "lost", "mean"];
  const row = (name, cost) => [
    name,
    count(cost.calls),
    count(cost.queries),
    count(cost.failed_calls),
    seconds(cost.lost_s),
    seconds(cost.delay_s / Math.max(1, cost.calls)),
  ];
  append("names", table(heads("name"), report.names.slice(0, 20).map((cost) => row(cost.name, cost))));
  append(
    "clients",
    table(heads("client"), report.clients.slice(0, 20).map((cost) => row(cost.name ?? cost.address, cost))),
  );
  append("capture", table(["", ""], Object.entries(report.capture).map(([name, number]) => [name.replaceAll("_", " "), count(number)])));
}

showTotals();
showFindings();
showTimeline();
showDistribution();
showWaterfall();
showTables();

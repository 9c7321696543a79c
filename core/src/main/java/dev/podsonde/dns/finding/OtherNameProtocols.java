package dev.podsonde.dns.finding;

import java.util.function.Consumer;

/**
 * I09: names are looked for by other protocols as well: by noise that is more than DNS itself, or
 * hidden in TLS. DNS over HTTPS looks like any other HTTPS.
 */
final class OtherNameProtocols extends Rule {
  private static final int NOISE_MIN = 100;

  OtherNameProtocols(Evidence evidence) {
    super(evidence);
  }

  @Override
  void conclude(Census census, Consumer<Draft> drafts) {
    if (census.noise() >= NOISE_MIN && census.noise() > census.queries()) {
      drafts.accept(
          draft(
                  "%d messages of multicast DNS, LLMNR and NetBIOS, more than the %d DNS queries"
                      .formatted(census.noise(), census.queries()))
              .fix(
                  "Where nobody needs them: MulticastDNS=no and LLMNR=no in resolved.conf, no"
                      + " avahi-daemon or nmbd on nodes")
              .source("https://www.rfc-editor.org/rfc/rfc6762"));
    }
    if (census.overTls() > 0) {
      drafts.accept(
          draft(
                  "clients connect for DNS over TLS (TCP port 853), %d times"
                      .formatted(census.overTls()))
              .unseen("what is asked there, and whether it is answered")
              .fix(
                  "Nothing to do when a DNS pod forwards so (forward . tls://…); a pod that does so"
                      + " passes the DNS of the cluster by")
              .source("https://www.rfc-editor.org/rfc/rfc7858"));
    }
  }

  private Draft draft(String what) {
    return new Draft("I09", "Names are looked up otherwise too", tally)
        .weight(Weight.NOTICE)
        .confidence(Confidence.HIGH)
        .what(what);
  }
}

package dev.podsonde.dns.finding;

import dev.podsonde.dns.RecordType;
import dev.podsonde.dns.lookup.Attempt;
import dev.podsonde.dns.lookup.Call;
import dev.podsonde.dns.lookup.ChecksumStatus;
import dev.podsonde.dns.lookup.Lookup;
import dev.podsonde.dns.lookup.MessageFacts;
import java.util.List;
import java.util.Set;

/** What strikes the eye in a call, so that a rule is only shown what may concern it. */
enum Symptom {
  /** A query was repeated. */
  RETRIED,
  /** An attempt got no reply, and should have. */
  SILENCE,
  /** An ICMP error quoted a query. */
  ICMP_ERROR,
  /** A packet that belongs to an attempt without being its reply. */
  ANOMALY,
  /** A reply with TC set. */
  TRUNCATED,
  /** A reply in IP fragments. */
  FRAGMENTED,
  /** An RCODE other than NOERROR and NXDOMAIN. */
  ERROR_RCODE,
  /** NXDOMAIN. */
  NXDOMAIN,
  /** NOERROR without an answer of the type asked. */
  NODATA,
  /** A search list was walked. */
  SEARCHED,
  /** A reply that took long. */
  SLOW,
  /** A reply that took longer than one from memory. */
  DELAYED,
  /** A reply that never came back to where its query was seen first. */
  NOT_BACK,
  /** The same query was answered before, in a call that has ended. */
  ANSWERED_BEFORE,
  /** A reply without the question. */
  QUESTION_MISSING,
  /** The client refused the reply: nobody listened any more. */
  REFUSED_BY_CLIENT,
  /** A message that breaks the format. */
  MALFORMED,
  /** A reply whose question has other letter case than the query's. */
  OTHER_CASE,
  /** A UDP reply longer than the client allowed. */
  OVERSIZE,
  /** A checksum that is wrong and was not left to a network card. */
  WRONG_CHECKSUM,
  /** An answer that may hardly be cached. */
  LOW_TTL,
  /** More than a few CNAME links, or links without an end. */
  CNAMES,
  /** The packet was seen at more than one point. */
  COPIED,
  /** More than a few address records in one answer. */
  MANY_ANSWERS,
  /** Any call. */
  ANY;

  /** Sooner than this a DNS pod answers from memory, where it may run. */
  static final long DELAYED_NANOS = 20_000_000;

  private static final int UDP_LENGTH_MAX = 512;
  private static final int CNAMES_USUAL = 4;
  private static final int ANSWERS_USUAL = 50;
  private static final int RCODE_NXDOMAIN = 3;

  @SuppressWarnings("EnumOrdinal") // one bit each, for this run only
  int mask() {
    return 1 << ordinal();
  }

  static int maskOf(Set<Symptom> symptoms) {
    int mask = 0;
    for (Symptom symptom : symptoms) {
      mask |= symptom.mask();
    }
    return mask;
  }

  /** {@return the symptoms of a call, one bit each} */
  static int maskOf(Call call) {
    int mask = ANY.mask();
    if (call.hasSearched()) {
      mask |= SEARCHED.mask();
    }
    List<Lookup> lookups = call.lookups();
    for (int i = 0; i < lookups.size(); i++) {
      List<Attempt> attempts = lookups.get(i).attempts();
      if (attempts.size() > 1) {
        mask |= RETRIED.mask();
      }
      for (int j = 0; j < attempts.size(); j++) {
        mask |= maskOf(attempts.get(j));
      }
    }
    return mask;
  }

  private static int maskOf(Attempt attempt) {
    int mask =
        switch (attempt.outcome()) {
          case UNANSWERED, CONNECTION_CLOSED -> SILENCE.mask();
          case ICMP_ERROR -> ICMP_ERROR.mask();
          case ANSWERED, PENDING, UNKNOWN -> 0;
        };
    mask |= attempt.anomalies().isEmpty() ? 0 : ANOMALY.mask();
    mask |= attempt.answeredBeforeFrame() == 0 ? 0 : ANSWERED_BEFORE.mask();
    mask |= attempt.checksum() == ChecksumStatus.WRONG ? WRONG_CHECKSUM.mask() : 0;
    mask |= attempt.query().isMalformed() ? MALFORMED.mask() : 0;
    mask |= attempt.queryCopies().isEmpty() ? 0 : COPIED.mask();
    MessageFacts reply = attempt.reply();
    return reply == null ? mask : mask | maskOf(attempt, reply);
  }

  private static int maskOf(Attempt attempt, MessageFacts reply) {
    int mask = maskOfContent(reply);
    mask |= attempt.icmpError() == null ? 0 : ICMP_ERROR.mask();
    mask |= attempt.isReplyFragmented() ? FRAGMENTED.mask() : 0;
    mask |= attempt.latencyNanos() >= Lookup.SLOW_NANOS ? SLOW.mask() : 0;
    mask |= attempt.latencyNanos() >= DELAYED_NANOS ? DELAYED.mask() : 0;
    mask |= attempt.isReplyBack() ? 0 : NOT_BACK.mask();
    mask |= attempt.isReplyQuestionMissing() ? QUESTION_MISSING.mask() : 0;
    mask |= attempt.isReplyRefused() ? REFUSED_BY_CLIENT.mask() : 0;
    mask |= reply.differsInCaseFrom(attempt.query()) ? OTHER_CASE.mask() : 0;
    mask |= isOversize(attempt, reply) ? OVERSIZE.mask() : 0;
    mask |= attempt.replyChecksum() == ChecksumStatus.WRONG ? WRONG_CHECKSUM.mask() : 0;
    return mask;
  }

  private static int maskOfContent(MessageFacts reply) {
    int mask = reply.isTruncatedResponse() ? TRUNCATED.mask() : 0;
    mask |= reply.isMalformed() ? MALFORMED.mask() : 0;
    if (reply.rcode() == RCODE_NXDOMAIN) {
      mask |= NXDOMAIN.mask();
    } else if (reply.rcode() != 0) {
      mask |= ERROR_RCODE.mask();
    } else if (reply.answersOfType() == 0 && !reply.isTruncatedResponse()) {
      mask |= NODATA.mask();
    }
    mask |= reply.answersOfType() > 0 && reply.ttlSecondsMin() <= 1 ? LOW_TTL.mask() : 0;
    mask |= isCnameOdd(reply) ? CNAMES.mask() : 0;
    mask |= reply.answersOfType() > ANSWERS_USUAL ? MANY_ANSWERS.mask() : 0;
    return mask;
  }

  private static boolean isCnameOdd(MessageFacts reply) {
    return reply.canonicalNames() > CNAMES_USUAL
        || (reply.canonicalNames() > 0
            && reply.answersOfType() == 0
            && reply.rcode() == 0
            && reply.type() != RecordType.CNAME);
  }

  private static boolean isOversize(Attempt attempt, MessageFacts reply) {
    int allowed = Math.max(UDP_LENGTH_MAX, attempt.query().udpPayloadSize());
    return !attempt.isTcp() && reply.length() > allowed;
  }
}

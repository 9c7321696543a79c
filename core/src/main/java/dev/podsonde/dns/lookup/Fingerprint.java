package dev.podsonde.dns.lookup;

import java.util.Arrays;
import java.util.List;

/**
 * Collects signs of which resolver a client runs: how it sends A and AAAA, and how it repeats.
 *
 * <p>Signs were measured on glibc 2.36, musl 1.2.3 and 1.2.5, Go 1.19, c-ares in Node 20, Java 17.
 */
final class Fingerprint {
  private static final int TYPE_A = 1;
  private static final int TYPE_AAAA = 28;
  private static final long MILLISECOND = 1_000_000;

  /** musl makes IDs of the clock's nanoseconds, so the second is a little more than the first. */
  private static final int MUSL_ID_STEP_MAX = 512;

  /** A retry that comes sooner answers an error, not silence, and says nothing about timeouts. */
  private static final long RETRY_STEP_MIN = 100 * MILLISECOND;

  private static final int STEPS_KEPT = 32;

  /** A pair is a weak sign, a way of repeating a strong one. */
  private static final int STRONG = 8;

  private static final ResolverProfile[] PROFILES = ResolverProfile.values();

  private final int[] signs = new int[PROFILES.length];
  private ResolverProfile profile = ResolverProfile.UNKNOWN;
  private final long[] steps = new long[STEPS_KEPT];
  private int stepCount;

  /** Learns from a call that has ended. */
  void learn(Call call) {
    List<Lookup> lookups = call.lookups();
    Lookup first = lookups.getFirst();
    Lookup second = lookups.size() > 1 ? lookups.get(1) : first;
    if (second != first && second.name().isSameAs(first.name()) && first.type() != second.type()) {
      learnPair(first, second);
    } else if (first.first().query().hasCookie()) {
      sign(ResolverProfile.DIG, 1);
    }
    for (Lookup lookup : lookups) {
      if (lookup.attempts().size() > 1) {
        learnRetries(lookup, lookups.size() == 1);
      }
    }
  }

  @SuppressWarnings("EnumOrdinal") // an index into counters, for this run only
  void sign(ResolverProfile signed, int weight) {
    if (signed != ResolverProfile.UNKNOWN) {
      signs[signed.ordinal()] += weight;
      if (signs[signed.ordinal()] > signs[profile.ordinal()]) {
        profile = signed;
      }
    }
  }

  private void learnPair(Lookup first, Lookup second) {
    Attempt one = first.first();
    Attempt other = second.first();
    boolean isAddressPair = first.type() == TYPE_A && second.type() == TYPE_AAAA;
    if (one.clientPort() != other.clientPort()) {
      // single-request-reopen of glibc also takes another socket, but waits for the first answer.
      boolean isParallel = !one.hasReply || other.timestampNanos() < one.replyTimestampNanos();
      if (one.query().hasEdns() && isParallel) {
        sign(ResolverProfile.GO, 1);
      } else if (!one.query().hasEdns() && !isParallel && isAddressPair) {
        sign(ResolverProfile.GLIBC, 1);
      }
    } else if (isAddressPair) {
      int idStep = other.query().id() - one.query().id() & 0xffff;
      boolean isMusl =
          idStep > 0 && idStep < MUSL_ID_STEP_MAX && !one.query().hasEdns() && !one.isTcp();
      sign(isMusl ? ResolverProfile.MUSL : ResolverProfile.GLIBC, 1);
    }
  }

  private void learnRetries(Lookup lookup, boolean isAlone) {
    List<Attempt> attempts = lookup.attempts();
    for (int i = 1; i < attempts.size(); i++) {
      Attempt before = attempts.get(i - 1);
      Attempt after = attempts.get(i);
      long step = after.timestampNanos() - before.timestampNanos();
      if (step < RETRY_STEP_MIN || before.isTcp() || after.isTcp()) {
        continue;
      }
      if (!before.hasReply) {
        steps[stepCount++ % STEPS_KEPT] = step;
        learnRetry(before, after, step, isAlone);
      } else if (before.isFinal() && before.key == after.key) {
        // Only glibc repeats what was answered, together with its other half.
        sign(ResolverProfile.GLIBC, STRONG);
      }
    }
  }

  private void learnRetry(Attempt before, Attempt after, long step, boolean isAlone) {
    boolean isSamePort = before.clientPort() == after.clientPort();
    boolean isSameId = before.query().id() == after.query().id();
    if (isSamePort && isSameId) {
      // By default glibc waits 5 s, and musl 5 s divided by its 2 attempts.
      if (isNear(step, 5_000)) {
        sign(ResolverProfile.GLIBC, STRONG);
      } else if (isNear(step, 2_500)) {
        sign(ResolverProfile.MUSL, STRONG);
      }
    } else if (!isSamePort && !isSameId && after.query().hasEdns()) {
      sign(ResolverProfile.GO, STRONG);
    } else if (!isSamePort && isSameId && isAlone) {
      boolean isPowerOfTwoSeconds = Math.abs(step - powerOfTwoNear(step)) < 60 * MILLISECOND;
      sign(isPowerOfTwoSeconds ? ResolverProfile.JAVA_JNDI : ResolverProfile.C_ARES, STRONG);
    }
  }

  private static boolean isNear(long step, long milliseconds) {
    return Math.abs(step - milliseconds * MILLISECOND) < 100 * MILLISECOND;
  }

  /** {@return 1, 2, 4 or 8 seconds, whichever is near} */
  private static long powerOfTwoNear(long step) {
    long power = 1_000 * MILLISECOND;
    while (power < 8_000 * MILLISECOND && step > power + power / 2) {
      power *= 2;
    }
    return power;
  }

  /** {@return the resolver with the most signs, the first of equals} */
  ResolverProfile profile() {
    return profile;
  }

  /** {@return the median wait before a query was repeated; -1 when none was} */
  long retryStepNanos() {
    if (stepCount == 0) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(steps, Math.min(stepCount, STEPS_KEPT));
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

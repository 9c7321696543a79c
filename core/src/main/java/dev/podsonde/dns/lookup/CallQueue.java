package dev.podsonde.dns.lookup;

import org.jspecify.annotations.Nullable;

/** Calls in the order in which they were last touched, all waiting equally long. */
final class CallQueue {
  private final long waitNanos;
  private @Nullable Call head;
  private @Nullable Call tail;

  CallQueue(long waitNanos) {
    this.waitNanos = waitNanos;
  }

  /** {@return the call touched longest ago; null when there is none} */
  @Nullable Call first() {
    return head;
  }

  /** {@return the first call if it has waited long enough; null otherwise} */
  @Nullable Call expired(long nowNanos) {
    Call call = head;
    return call != null && nowNanos - call.lastNanos > waitNanos ? call : null;
  }

  void append(Call call) {
    call.queue = this;
    call.before = tail;
    call.after = null;
    if (tail == null) {
      head = call;
    } else {
      tail.after = call;
    }
    tail = call;
  }

  void remove(Call call) {
    Call before = call.before;
    Call after = call.after;
    if (before == null) {
      head = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.before = before;
    }
    call.before = null;
    call.after = null;
    call.queue = null;
  }
}

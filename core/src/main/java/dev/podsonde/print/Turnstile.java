package dev.podsonde.print;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets numbered batches pass in the order of their numbers, the first of which is 0. */
final class Turnstile {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turned = lock.newCondition();
  private volatile long turn;
  private boolean closed;

  /** {@return whether all batches before {@code number} have passed} */
  boolean isTurnOf(long number) {
    return turn == number;
  }

  /** {@return true when all batches before {@code number} have passed, false when none will} */
  boolean await(long number) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (turn != number && !closed) {
        turned.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the turn of the batch that has it. */
  void pass(long number) {
    lock.lock();
    try {
      turn = number + 1;
      turned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets no more batches pass. */
  void close() {
    lock.lock();
    try {
      closed = true;
      turned.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

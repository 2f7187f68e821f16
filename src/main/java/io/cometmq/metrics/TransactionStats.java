package io.cometmq.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of transactions. Safe for any thread. */
public final class TransactionStats {
  private final LongAdder commits = new LongAdder();
  private final LongAdder rollbacks = new LongAdder();
  private final LongAdder checks = new LongAdder();
  private final LongAdder unanswerable = new LongAdder();
  private final LongAdder givenUp = new LongAdder();

  /** A transaction was committed. */
  public void onCommit() {
    commits.increment();
  }

  /** A transaction was rolled back. */
  public void onRollback() {
    rollbacks.increment();
  }

  /** A producer was asked. */
  public void onCheck() {
    checks.increment();
  }

  /** There was no producer to ask. */
  public void onNoProducer() {
    unanswerable.increment();
  }

  /** A transaction was set aside. */
  public void onGivenUp() {
    givenUp.increment();
  }

  /** Transactions that were committed. */
  public long commits() {
    return commits.sum();
  }

  /** Transactions that were rolled back. */
  public long rollbacks() {
    return rollbacks.sum();
  }

  /** Questions that were sent to producers. */
  public long checks() {
    return checks.sum();
  }

  /** Questions for which no producer of the group was connected. */
  public long unanswerable() {
    return unanswerable.sum();
  }

  /** Transactions that were set aside because nobody ended them. */
  public long givenUp() {
    return givenUp.sum();
  }
}

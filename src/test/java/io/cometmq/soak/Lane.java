package io.cometmq.soak;

/** One kind of traffic: someone who sends and someone who gets it. */
interface Lane extends AutoCloseable {
  /** Sends the next message or messages; may fail while the broker is away. */
  void step() throws Exception;

  /** The books. */
  Ledger ledger();

  /** Last checks, once nothing more is sent and everything has come. */
  default void finish() {}

  @Override
  void close();
}

package io.cometmq.model;

/** Who drives the consumption of a group. */
public enum ConsumeType {
  /** The application pulls. */
  CONSUME_ACTIVELY,
  /** The client pulls and calls the application. */
  CONSUME_PASSIVELY,
  /** The client pops. */
  CONSUME_POP
}

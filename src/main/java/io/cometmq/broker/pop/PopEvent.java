package io.cometmq.broker.pop;

/** Something that the pop context is asked to do. */
@FunctionalInterface
public interface PopEvent {
  /** Runs on the pop context. */
  void run(PopCore core);
}

package io.cometmq.bus;

/** Something that must be finished on the event loop of the connection it came from. */
public interface LoopTask {
  /** Number of the event loop; see {@link LoopProxy}. */
  int loop();

  /** Runs on that event loop. It may write to its connection and must not flush. */
  void finish();
}

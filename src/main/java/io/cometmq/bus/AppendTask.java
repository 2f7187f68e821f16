package io.cometmq.bus;

import io.cometmq.store.log.AppendRequest;

/**
 * One append on its way from a connection's event loop to storage and back. Owned by the event loop
 * until it is handed to {@link StorageProxy}, by storage until it comes back as a {@link LoopTask}.
 */
public abstract class AppendTask extends AppendRequest implements LoopTask {
  private final int loop;
  private boolean waitForFlush;

  /** Creates a task that returns to the given event loop. */
  protected AppendTask(int loop) {
    this.loop = loop;
  }

  @Override
  public final int loop() {
    return loop;
  }

  /** Whether the producer wants its answer only after the record has been forced to disk. */
  public final boolean waitForFlush() {
    return waitForFlush;
  }

  /** See {@link #waitForFlush()}. */
  protected final void waitForFlush(boolean wait) {
    this.waitForFlush = wait;
  }
}

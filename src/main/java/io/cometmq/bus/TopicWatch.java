package io.cometmq.bus;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An event loop that wants to know when a topic has new messages, whatever their number. It is
 * entered and taken out through the ring of dispatch; in between it is told once for all that
 * arrives until it has looked.
 */
public abstract class TopicWatch implements LoopTask {
  // set by dispatch, cleared by the event loop; while it is set nothing more is sent
  private final AtomicBoolean told = new AtomicBoolean();

  /** The topic. */
  public abstract String topic();

  /** Runs on the event loop: there may be new messages. */
  protected abstract void arrived();

  /** Whether the loop must be told; dispatch context only. */
  public final boolean tell() {
    // a plain read first: under load it has been told already
    return !told.get() && told.compareAndSet(false, true);
  }

  @Override
  public final void finish() {
    // first, so that what arrives while it looks is told again
    told.set(false);
    arrived();
  }
}

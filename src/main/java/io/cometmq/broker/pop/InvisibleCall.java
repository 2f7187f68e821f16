package io.cometmq.broker.pop;

import io.cometmq.bus.LoopTask;
import org.jspecify.annotations.Nullable;

/**
 * A consumer asks that others don't see a message for longer, or not for so long. Owned by its
 * event loop until it is handed over, then by the pop context until it comes back.
 */
public abstract class InvisibleCall implements PopEvent, LoopTask {
  private final int loop;
  private final ChunkId chunk;
  private final int reviveQueue;
  private final long offset;
  private final long invisibleMs;
  private long newPopTimeMs;
  private int newReviveQueue;
  private @Nullable Throwable failure;

  /**
   * Creates a call that comes back to this loop.
   *
   * @param invisibleMs from now on, in milliseconds
   */
  protected InvisibleCall(int loop, ChunkId chunk, int reviveQueue, long offset, long invisibleMs) {
    this.loop = loop;
    this.chunk = chunk;
    this.reviveQueue = reviveQueue;
    this.offset = offset;
    this.invisibleMs = invisibleMs;
  }

  @Override
  public final int loop() {
    return loop;
  }

  @Override
  public final void run(PopCore core) {
    core.changeInvisible(this);
  }

  final ChunkId chunk() {
    return chunk;
  }

  final int reviveQueue() {
    return reviveQueue;
  }

  final long offset() {
    return offset;
  }

  final boolean ordered() {
    return reviveQueue == OrderedBatch.REVIVE_QUEUE;
  }

  /** How long others are not to see the message from now on, in milliseconds. */
  protected final long invisibleMs() {
    return invisibleMs;
  }

  /** Part of the new handle, in milliseconds since the epoch. */
  protected final long newPopTimeMs() {
    return newPopTimeMs;
  }

  /** Part of the new handle. */
  protected final int newReviveQueue() {
    return newReviveQueue;
  }

  /** Why it could not be noted down; null when it was. */
  protected final @Nullable Throwable failure() {
    return failure;
  }

  final void changed(long popTimeMs, int queue) {
    newPopTimeMs = popTimeMs;
    newReviveQueue = queue;
  }

  final void failed(Throwable cause) {
    failure = cause;
  }
}

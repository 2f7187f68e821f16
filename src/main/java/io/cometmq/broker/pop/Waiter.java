package io.cometmq.broker.pop;

import io.cometmq.bus.LoopTask;
import io.cometmq.filter.MessageFilter;
import org.jspecify.annotations.Nullable;

/**
 * A request that may wait for messages. Owned by its event loop until it is handed over, then by
 * the pop context until it comes back as a {@link LoopTask}.
 */
public abstract class Waiter extends DueEntry implements PopEvent, LoopTask {
  private final int loop;
  @Nullable WaitList list;

  Waiter(int loop) {
    this.loop = loop;
  }

  @Override
  public final int loop() {
    return loop;
  }

  /** Whether nobody waits for the answer any more; from any thread. */
  public abstract boolean isAbandoned();

  /** Until when it waits, in milliseconds since the epoch. */
  abstract long deadlineMs();

  /**
   * Looks whether there is something now.
   *
   * @return false when there is nothing and it is to wait
   */
  abstract boolean attempt(PopCore core);

  /** Its time is over. */
  abstract void expire(PopCore core);

  /** Too many wait already. */
  abstract void refuse(PopCore core);

  /** Which messages it waits for; of retries all. */
  abstract MessageFilter filter();

  /** Whether it waits for messages in order. */
  abstract boolean ordered();
}

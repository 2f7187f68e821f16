package io.cometmq.broker.pop;

import io.cometmq.bus.HeldPull;
import io.cometmq.filter.MessageFilter;
import io.cometmq.store.queue.ConsumeQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Waits in dispatch for the next message of a queue that a filter wants, for all groups that wait
 * for it. Immutable but for the lists, which the pop context owns.
 */
final class Watch implements HeldPull {
  private final int loop;
  private final ConsumeQueue queue;
  private final long offset;
  private final long deadlineMs;
  private final MessageFilter filter;
  private final Consumer<Watch> fired;

  final List<WaitList> lists = new ArrayList<>(2);

  Watch(
      int loop,
      ConsumeQueue queue,
      MessageFilter filter,
      long offset,
      long deadlineMs,
      Consumer<Watch> fired) {
    this.filter = filter;
    this.loop = loop;
    this.queue = queue;
    this.offset = offset;
    this.deadlineMs = deadlineMs;
    this.fired = fired;
  }

  @Override
  public int loop() {
    return loop;
  }

  @Override
  public ConsumeQueue queue() {
    return queue;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long deadlineMs() {
    return deadlineMs;
  }

  @Override
  public MessageFilter filter() {
    return filter;
  }

  @Override
  public boolean isAbandoned() {
    return false;
  }

  @Override
  public void finish() {
    fired.accept(this);
  }
}

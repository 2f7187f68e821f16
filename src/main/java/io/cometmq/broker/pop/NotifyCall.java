package io.cometmq.broker.pop;

import io.cometmq.filter.MessageFilter;

/** A request that wants to know whether there are messages, and waits until there are. */
public abstract class NotifyCall extends Waiter {
  private final String topic;
  private final String group;
  private final int queueId;
  private final long deadlineMs;
  private final boolean ordered;
  private boolean found;
  private boolean refused;

  /**
   * Creates a call that comes back to this loop.
   *
   * @param queueId -1 for all
   * @param deadlineMs until when it waits, in milliseconds since the epoch
   */
  protected NotifyCall(
      int loop, String topic, String group, int queueId, long deadlineMs, boolean ordered) {
    super(loop);
    this.topic = topic;
    this.group = group;
    this.queueId = queueId;
    this.deadlineMs = deadlineMs;
    this.ordered = ordered;
  }

  /** Whether there are messages. */
  protected final boolean hasMessages() {
    return found;
  }

  /** Whether it could not wait because too many wait already. */
  protected final boolean isRefused() {
    return refused;
  }

  @Override
  public final void run(PopCore core) {
    if (!attempt(core)) {
      core.hold(this, core.group(topic, group), queueId);
    }
  }

  @Override
  final long deadlineMs() {
    return deadlineMs;
  }

  @Override
  final MessageFilter filter() {
    return MessageFilter.ALL;
  }

  @Override
  final boolean ordered() {
    return ordered;
  }

  @Override
  final boolean attempt(PopCore core) {
    if (core.hasMessages(core.group(topic, group), queueId, ordered)) {
      found = true;
      core.done(this);
    }
    return found;
  }

  @Override
  final void expire(PopCore core) {
    core.done(this);
  }

  @Override
  final void refuse(PopCore core) {
    refused = true;
    core.done(this);
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.bus.HeldPull;
import io.cometmq.filter.MessageFilter;
import io.cometmq.net.Connection;
import io.cometmq.protocol.SerializeType;
import io.cometmq.store.queue.ConsumeQueue;
import java.util.function.Consumer;

/**
 * One pull request on its way: read on its connection's event loop, perhaps parked in dispatch, and
 * read once more. Immutable.
 *
 * @param resume runs the pull again on its event loop, without the right to be parked
 */
record PullTask(
    int loop,
    Connection connection,
    SerializeType serializeType,
    int opaque,
    String group,
    String topic,
    ConsumeQueue queue,
    long offset,
    int maxMessages,
    int maxBytes,
    MessageFilter filter,
    long deadlineMs,
    long suggestedBrokerId,
    Consumer<PullTask> resume)
    implements HeldPull {

  @Override
  public boolean isAbandoned() {
    return connection.isClosed();
  }

  @Override
  public void finish() {
    resume.accept(this);
  }
}

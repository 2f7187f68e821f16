package io.cometmq.tool.traffic;

import io.cometmq.client.CometClient;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.QueueStream;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads all queues of a topic for ever. Safe for any thread. */
final class FollowSource implements Source {
  private static final int UNWRITTEN = 512;

  private final CometClient client;
  private final String topic;
  private final PullConsumer reader;
  private final StartPoint from;
  private final Inbox inbox;
  private final Consumer<Throwable> troubles;

  FollowSource(
      CometClient client,
      String topic,
      PullOptions options,
      StartPoint from,
      Inbox inbox,
      Consumer<Throwable> troubles) {
    this.client = client;
    this.topic = topic;
    this.reader = client.pullConsumer(options);
    this.from = from;
    this.inbox = inbox;
    this.troubles = troubles;
  }

  @Override
  public void start() {
    Map<MessageQueue, Long> begin = new LinkedHashMap<>();
    for (MessageQueue queue : client.queues(topic).await()) {
      begin.put(queue, from.in(queue, reader).await());
    }
    QueueStream stream = reader.stream(begin);
    stream.pause();
    stream.exceptionHandler(troubles::accept);
    stream.handler(message -> inbox.put(message, written -> stream.fetch(1)));
    stream.fetch(UNWRITTEN);
  }

  @Override
  public Future<Void> stop() {
    return reader.close();
  }
}

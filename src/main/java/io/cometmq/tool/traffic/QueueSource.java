package io.cometmq.tool.traffic;

import io.cometmq.client.ClientException;
import io.cometmq.client.CometClient;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads all queues of a topic up to where they end now. Each is read further when what came from it
 * is written. Safe for any thread.
 */
final class QueueSource implements Source {
  private static final int BATCH = 32;

  private final CometClient client;
  private final String topic;
  private final PullConsumer reader;
  private final StartPoint from;
  private final Inbox inbox;
  private final AtomicInteger unfinished = new AtomicInteger();

  QueueSource(CometClient client, String topic, PullOptions options, StartPoint from, Inbox inbox) {
    this.client = client;
    this.topic = topic;
    this.reader = client.pullConsumer(options);
    this.from = from;
    this.inbox = inbox;
  }

  private record Span(MessageQueue queue, long begin, long end) {}

  @Override
  public void start() {
    List<Future<Span>> asked = new ArrayList<>();
    for (MessageQueue queue : client.queues(topic).await()) {
      asked.add(
          from.in(queue, reader)
              .compose(begin -> reader.endOffset(queue).map(end -> new Span(queue, begin, end))));
    }
    List<Span> spans = Future.all(asked).await().list();
    unfinished.set(spans.size());
    spans.forEach(span -> read(span.queue(), span.begin(), span.end()));
  }

  private void read(MessageQueue queue, long offset, long end) {
    if (offset >= end) {
      if (unfinished.decrementAndGet() == 0) {
        inbox.end(null);
      }
      return;
    }
    reader
        .pull(queue, offset, BATCH, Duration.ZERO)
        .onSuccess(result -> arrived(queue, offset, end, result))
        .onFailure(this::failed);
  }

  private void arrived(MessageQueue queue, long offset, long end, PullResult result) {
    List<ReceivedMessage> messages =
        result.messages().stream().filter(each -> each.queueOffset() < end).toList();
    // a queue that lost its end meanwhile, by a reset perhaps, has nothing more for us
    long next = result.nextOffset() > offset ? result.nextOffset() : end;
    if (messages.isEmpty()) {
      read(queue, next, end);
      return;
    }
    int last = messages.size() - 1;
    messages.subList(0, last).forEach(each -> inbox.put(each, written -> {}));
    inbox.put(messages.get(last), written -> read(queue, next, end));
  }

  private void failed(Throwable failure) {
    if (!(failure instanceof ClientException.Closed)) {
      inbox.end(failure);
    }
  }

  @Override
  public Future<Void> stop() {
    return reader.close();
  }
}

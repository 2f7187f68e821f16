package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Filter;
import io.cometmq.client.PullResult;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.client.internal.wire.RecordReader;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionData;
import io.cometmq.net.Connection;
import io.cometmq.protocol.codec.PullFrameTemplate;
import io.cometmq.protocol.codec.PullMessageResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;

/** Sends pulls for one queue. Owned by the client's loop. */
final class QueuePuller {
  /** What an answer may take beyond the time that the broker waits. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private final ClientCore core;
  private final MessageQueue queue;
  private final PullFrameTemplate template;
  private final Set<String> tags;
  private final RecordReader reader;
  private final PullMessageResponseDecoder decoder = new PullMessageResponseDecoder();

  QueuePuller(ClientCore core, String group, MessageQueue queue, Filter filter) {
    this.core = core;
    this.queue = queue;
    this.reader = new RecordReader(core.namespace(), core.meters());
    String topic = core.namespace().wrap(queue.topic());
    SubscriptionData subscription = Subscriptions.of(topic, filter, 0);
    this.tags = filter.kind() == Filter.Kind.TAG ? subscription.tagsSet() : Set.of();
    this.template =
        PullFrameTemplate.of(
            core.namespace().wrap(group),
            new MessageQueue(topic, queue.brokerName(), queue.queueId()),
            subscription);
  }

  ClientLoop loop() {
    return core.loop();
  }

  MessageQueue queue() {
    return queue;
  }

  Set<String> tags() {
    return tags;
  }

  RecordReader reader() {
    return reader;
  }

  PullMessageResponseDecoder decoder() {
    return decoder;
  }

  /** Asks once. */
  Future<PullResult> pull(long offset, int max, Duration wait) {
    return link(core, queue)
        .compose(
            link -> {
              Connection open = link.ready();
              return open != null
                  ? pull(open, link, offset, max, wait)
                  : link.connect().compose(connection -> pull(connection, link, offset, max, wait));
            });
  }

  private Future<PullResult> pull(Connection to, Link link, long offset, int max, Duration wait) {
    Duration limit = wait.plus(MARGIN);
    PullCall call = new PullCall(this, link, limit);
    int opaque = to.nextOpaque();
    ByteBuf frame = to.buffer(template.capacity());
    template.write(frame, opaque, offset, max, wait.toMillis());
    to.request(opaque, frame, call, limit.toMillis());
    core.loop().flushSoon();
    return call.promise().future();
  }

  /** The way to a queue's broker. */
  static Future<Link> link(ClientCore core, MessageQueue queue) {
    TopicQueues known = core.routes().cached(queue.topic());
    String address = known == null ? null : known.address(queue.brokerName());
    if (address != null) {
      return Future.succeededFuture(core.links().to(address));
    }
    return core.routes()
        .get(queue.topic(), 0)
        .compose(
            queues -> {
              String found = queues.address(queue.brokerName());
              return found == null
                  ? Future.failedFuture(
                      new ClientException.NoRoute(
                          queue.topic(), queue.brokerName(), ClientException.NO_CODE))
                  : Future.succeededFuture(core.links().to(found));
            });
  }
}

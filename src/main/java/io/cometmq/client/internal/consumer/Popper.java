package io.cometmq.client.internal.consumer;

import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.PopOptions;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.Link;
import io.cometmq.client.internal.wire.RecordReader;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionData;
import io.cometmq.net.Connection;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.codec.RemotingCommandEncoder;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.PopMessageRequest;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pops from one queue, or from all of a broker. Owned by the client's loop. */
final class Popper {
  private static final HeaderType<PopMessageRequest> HEADER =
      HeaderType.of(PopMessageRequest.class);
  private static final Duration WAIT = Duration.ofSeconds(15);

  /** What an answer may take beyond the time that the broker waits. */
  private static final Duration LIMIT = WAIT.plusSeconds(10);

  private final ClientCore core;
  private final MessageQueue queue;
  private final PopOptions options;
  private final SubscriptionData subscription;
  private final Set<String> tags;
  private final RecordReader reader;
  private final Receipt.Pop asked;

  Popper(ClientCore core, PopOptions options, MessageQueue queue) {
    this.core = core;
    this.queue = queue;
    this.options = options;
    Filter filter = options.topics().getOrDefault(queue.topic(), Filter.all());
    String topic = core.namespace().wrap(queue.topic());
    this.subscription = Subscriptions.of(topic, filter, 0);
    this.tags = filter.kind() == Filter.Kind.TAG ? subscription.tagsSet() : Set.of();
    this.reader = new RecordReader(core.namespace(), core.meters());
    this.asked =
        new Receipt.Pop(
            topic,
            core.namespace().wrap(options.group()),
            queue.brokerName(),
            0,
            options.invisible().toMillis(),
            0,
            Map.of());
  }

  MessageQueue queue() {
    return queue;
  }

  /** Whether a message is one that the group wants: brokers compare hashes of tags only. */
  boolean isWanted(@Nullable String tag) {
    return tags.isEmpty() || tag != null && tags.contains(tag);
  }

  /** Asks once, and waits at the broker for a first message. */
  Future<PopCall.Result> pop(int max) {
    return QueuePuller.link(core, queue)
        .compose(link -> link.connect().compose(connection -> pop(connection, link, max)));
  }

  private Future<PopCall.Result> pop(Connection to, Link link, int max) {
    PopMessageRequest header =
        new PopMessageRequest(
            asked.group(),
            asked.topic(),
            queue.queueId(),
            max,
            options.invisible().toMillis(),
            WAIT.toMillis(),
            System.currentTimeMillis(),
            options.start() == ConsumerOptions.Start.FIRST ? 0 : PopMessageRequest.INIT_MAX,
            subscription.expressionType(),
            subscription.subString(),
            false,
            null);
    PopCall call = new PopCall(core.loop(), reader, queue, asked, link, LIMIT);
    int opaque = to.nextOpaque();
    RemotingCommand request =
        RemotingCommand.request(RequestCode.POP_MESSAGE, HEADER.encode(header), new byte[0])
            .withOpaque(opaque);
    to.request(
        opaque,
        RemotingCommandEncoder.encode(ByteBufAllocator.DEFAULT, request),
        call,
        LIMIT.toMillis());
    core.loop().flushSoon();
    return call.future();
  }
}

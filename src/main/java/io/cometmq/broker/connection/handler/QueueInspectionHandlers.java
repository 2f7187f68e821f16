package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.broker.group.ConsumerGroup;
import io.cometmq.broker.group.GroupState;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.SubscriptionData;
import io.cometmq.model.TopicConfig;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.SubscriptionBody;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.protocol.header.OperatorHeaders;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.QueueUnits;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks into queues: their units, and the times between which a group is. Owned by one loop. */
final class QueueInspectionHandlers {
  private static final int MAX_UNITS = 1_000;

  private static final HeaderType<OperatorHeaders.ConsumeQueue> QUEUE =
      HeaderType.of(OperatorHeaders.ConsumeQueue.class);
  private static final HeaderType<OperatorHeaders.TopicOfGroup> SPAN =
      HeaderType.of(OperatorHeaders.TopicOfGroup.class);

  private final AdminParts parts;

  QueueInspectionHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.QUERY_CONSUME_QUEUE, this::units);
    router.on(RequestCode.QUERY_CONSUME_TIME_SPAN, this::timeSpan);
  }

  private Future<RemotingCommand> units(Connection connection, RemotingCommand request) {
    OperatorHeaders.ConsumeQueue header = QUEUE.decode(request.extFields());
    ConsumeQueue queue = parts.store().queues().find(header.topic(), header.queueId());
    if (queue == null) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR, header.queueId() + "@" + header.topic() + " is not exist!");
    }
    return parts
        .dispatch()
        .ask(state -> subscription(state, header))
        .compose(
            wanted ->
                parts
                    .coldReads()
                    .executeBlocking(() -> units(queue, header, wanted.orElse(null)), false))
        .map(request::success);
  }

  private static Optional<SubscriptionData> subscription(
      GroupState state, OperatorHeaders.ConsumeQueue header) {
    String group = header.consumerGroup();
    ConsumerGroup online = group == null ? null : state.consumers().find(group);
    return online == null
        ? Optional.empty()
        : Optional.ofNullable(online.subscriptions().get(header.topic()));
  }

  private byte[] units(
      ConsumeQueue queue, OperatorHeaders.ConsumeQueue header, @Nullable SubscriptionData wanted) {
    ObjectNode node = JsonBody.object();
    node.put("maxQueueIndex", queue.maxOffset()).put("minQueueIndex", queue.minOffset());
    MessageFilter filter = null;
    String group = header.consumerGroup();
    if (wanted != null) {
      node.set("subscriptionData", SubscriptionBody.write(wanted));
      filter = Subscriptions.filterOf(wanted);
      node.put("filterData", "there is no filter data: expressions are compiled, not precomputed");
    } else if (group != null && !group.isBlank()) {
      node.put("filterData", group + "@" + header.topic() + " is not online!");
    }
    ArrayNode list = node.putArray("queueData");
    int left = Math.min(MAX_UNITS, Math.max(1, header.count()));
    long offset = Math.max(queue.minOffset(), header.index());
    QueueUnits units = queue.units(offset, true);
    while (units != null) {
      int count = Math.min(left, units.count());
      for (int i = 0; i < count; i++) {
        unit(list.addObject(), units, i, filter);
      }
      units.release();
      left -= count;
      offset += count;
      units = left > 0 ? queue.units(offset, true) : null;
    }
    if (list.isEmpty()) {
      throw new RefusedException(
          ResponseCode.SYSTEM_ERROR,
          "Index "
              + header.index()
              + " of "
              + header.queueId()
              + "@"
              + header.topic()
              + " is not exist! The queue has "
              + queue.minOffset()
              + " to "
              + (queue.maxOffset() - 1));
    }
    return JsonBody.write(node);
  }

  private static void unit(
      ObjectNode node, QueueUnits units, int i, @Nullable MessageFilter filter) {
    node.put("physicOffset", units.physicalOffset(i))
        .put("physicSize", units.size(i))
        .put("tagsCode", units.tagsCode(i))
        .put("eval", filter == null || filter.mayWant(units.tagsCode(i)));
  }

  private Future<RemotingCommand> timeSpan(Connection connection, RemotingCommand request) {
    OperatorHeaders.TopicOfGroup header = SPAN.decode(request.extFields());
    TopicConfig topic = parts.topics().find(header.topic());
    if (topic == null) {
      throw new RefusedException(
          ResponseCode.TOPIC_NOT_EXIST, "topic[" + header.topic() + "] not exist");
    }
    return parts
        .dispatch()
        .ask(state -> Map.copyOf(state.offsets().find(header.group(), header.topic())))
        .compose(offsets -> parts.coldReads().executeBlocking(() -> spans(topic, offsets), false))
        .map(request::success);
  }

  private byte[] spans(TopicConfig topic, Map<Integer, Long> offsets) {
    ObjectNode node = JsonBody.object();
    ArrayNode spans = node.putArray("consumeTimeSpanSet");
    for (int i = 0; i < topic.writeQueueNums(); i++) {
      ConsumeQueue queue = parts.store().queues().find(topic.topicName(), i);
      ObjectNode span = spans.addObject();
      span.putObject("messageQueue")
          .put("brokerName", parts.identity().name())
          .put("queueId", i)
          .put("topic", topic.topicName());
      times(span, queue, offsets.getOrDefault(i, -1L));
    }
    return JsonBody.write(node);
  }

  private void times(ObjectNode span, @Nullable ConsumeQueue queue, long consumed) {
    long first = queue == null ? -1 : parts.search().storeTime(queue, queue.minOffset());
    long last = queue == null ? -1 : parts.search().storeTime(queue, queue.maxOffset() - 1);
    long done =
        queue == null || consumed <= 0 ? first : parts.search().storeTime(queue, consumed - 1);
    long delay = 0;
    if (queue != null && consumed < queue.maxOffset()) {
      long next = parts.search().storeTime(queue, Math.max(consumed, queue.minOffset()));
      delay = next < 0 ? 0 : Math.max(0, parts.clock().millis() - next);
    }
    span.put("minTimeStamp", first)
        .put("maxTimeStamp", last)
        .put("consumeTimeStamp", done)
        .put("delayTime", delay);
  }
}

package io.cometmq.peer;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerQueue;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.impl.consumer.ProcessQueue;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageQueue;
import org.jspecify.annotations.Nullable;

/** Thread-safe, as the client's consumer is. */
final class OfficialPushConsumer implements PeerConsumer {
  private final DefaultMQPushConsumer consumer;

  private OfficialPushConsumer(DefaultMQPushConsumer consumer) {
    this.consumer = consumer;
  }

  static OfficialPushConsumer started(ConsumerSpec spec, Predicate<PeerMessage> listener)
      throws Exception {
    return started(new DefaultMQPushConsumer(spec.group()), spec, listener);
  }

  static OfficialPushConsumer traced(
      ConsumerSpec spec, @Nullable String traceTopic, Predicate<PeerMessage> listener)
      throws Exception {
    return started(new DefaultMQPushConsumer(spec.group(), true, traceTopic), spec, listener);
  }

  private static OfficialPushConsumer started(
      DefaultMQPushConsumer consumer, ConsumerSpec spec, Predicate<PeerMessage> listener)
      throws Exception {
    OfficialCalls.configured(consumer, spec.namesrv(), spec.instanceName());
    consumer.setConsumeFromWhere(
        spec.fromFirst()
            ? ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET
            : ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
    setMessageModel(consumer, spec.broadcasting() ? "BROADCASTING" : "CLUSTERING");
    if (spec.sql()) {
      consumer.subscribe(spec.topic(), MessageSelector.bySql(spec.expression()));
    } else {
      consumer.subscribe(spec.topic(), spec.expression());
    }
    if (spec.assignedByBroker()) {
      consumer.setClientRebalance(false);
    }
    if (spec.orderly()) {
      consumer.registerMessageListener(orderly(listener));
    } else {
      consumer.registerMessageListener(concurrently(listener));
    }
    OfficialCalls.start(consumer::start, consumer::shutdown);
    return new OfficialPushConsumer(consumer);
  }

  @Override
  public List<PeerQueue> assigned() {
    return OfficialCalls.call(() -> OfficialTypes.queues(processQueues().keySet()));
  }

  @Override
  public List<PeerQueue> dropped() {
    return OfficialCalls.call(
        () ->
            OfficialTypes.queues(
                processQueues().entrySet().stream()
                    .filter(each -> each.getValue().isDropped())
                    .map(Map.Entry::getKey)
                    .toList()));
  }

  @SuppressWarnings("deprecation") // nothing else tells
  private Map<MessageQueue, ProcessQueue> processQueues() {
    return consumer.getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable();
  }

  @Override
  public void suspend() {
    OfficialCalls.run(consumer::suspend);
  }

  @Override
  public void resume() {
    OfficialCalls.run(consumer::resume);
  }

  @Override
  public void close() {
    OfficialCalls.run(consumer::shutdown);
  }

  private static MessageListenerConcurrently concurrently(Predicate<PeerMessage> listener) {
    return (messages, context) ->
        messages.stream().map(OfficialTypes::message).allMatch(listener)
            ? ConsumeConcurrentlyStatus.CONSUME_SUCCESS
            : ConsumeConcurrentlyStatus.RECONSUME_LATER;
  }

  private static MessageListenerOrderly orderly(Predicate<PeerMessage> listener) {
    return (messages, context) ->
        messages.stream().map(OfficialTypes::message).allMatch(listener)
            ? ConsumeOrderlyStatus.SUCCESS
            : ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
  }

  /** By name, because the model's class is not in the same package in every version. */
  private static void setMessageModel(DefaultMQPushConsumer consumer, String name)
      throws ReflectiveOperationException {
    for (Method setter : DefaultMQPushConsumer.class.getMethods()) {
      if (setter.getName().equals("setMessageModel")) {
        Class<?> model = setter.getParameterTypes()[0];
        setter.invoke(consumer, model.getField(name).get(null));
        return;
      }
    }
    throw new NoSuchMethodException("setMessageModel");
  }
}

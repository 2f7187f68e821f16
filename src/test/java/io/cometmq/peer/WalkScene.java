package io.cometmq.peer;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * A topic with a message and the half of another, and a group that has consumed it, for tools to
 * work on.
 */
final class WalkScene implements AutoCloseable {
  static final String CLUSTER = "DefaultCluster";
  static final String BROKER_NAME = "broker-a";
  static final String TOPIC = "walk-topic";
  static final String GROUP = "walk-group";
  static final String PRODUCERS = "walk-producers";
  static final String NAMESPACE = "walk-namespace";
  private static final long PATIENCE_MS = 60_000;

  private final String namesrv;
  private final String broker;
  private final DefaultMQAdminExt admin;
  private final DefaultMQProducer producer;
  private final DefaultMQPushConsumer consumer;
  private final SendResult sent;
  private final SendResult half;

  WalkScene(String namesrv, String broker) throws Exception {
    this.namesrv = namesrv;
    this.broker = broker;
    admin = OfficialCalls.configured(new DefaultMQAdminExt(), namesrv, "");
    admin.start();
    for (String topic : List.of(TOPIC, "walk-doomed-1", "walk-doomed-2", "walk-doomed-3")) {
      admin.createAndUpdateTopicConfig(broker, new TopicConfig(topic, 2, 2));
    }
    admin.createAndUpdateKvConfig(NAMESPACE, "key", "value");
    producer = OfficialCalls.configured(new DefaultMQProducer(PRODUCERS), namesrv, "");
    producer.start();
    Message message = new Message(TOPIC, "tag", "walk-key", new byte[] {1, 2, 3});
    sent = producer.send(message);
    // a producer of transactions keeps this id from its callers
    Message first = new Message(TOPIC, new byte[] {4});
    MessageAccessor.putProperty(first, MessageConst.PROPERTY_TRANSACTION_PREPARED, "true");
    MessageAccessor.putProperty(first, MessageConst.PROPERTY_PRODUCER_GROUP, PRODUCERS);
    half = producer.send(first);
    CountDownLatch consumed = new CountDownLatch(1);
    consumer = OfficialCalls.configured(new DefaultMQPushConsumer(GROUP), namesrv, "");
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe(TOPIC, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              consumed.countDown();
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    if (!consumed.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("the consumer of the walk got nothing");
    }
    awaitIndexed();
  }

  /** Tools find a message by its id only when the index knows it, and progress when committed. */
  private void awaitIndexed() throws Exception {
    long end = System.currentTimeMillis() + PATIENCE_MS;
    while (true) {
      try {
        admin.queryMessage(TOPIC, "walk-key", 1, 0, Long.MAX_VALUE);
        if (!admin.examineConsumeStats(GROUP).getOffsetTable().isEmpty()) {
          return;
        }
      } catch (MQClientException e) {
        if (System.currentTimeMillis() > end) {
          throw e;
        }
      }
      if (System.currentTimeMillis() > end) {
        throw new IllegalStateException("the group of the walk committed nothing");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  DefaultMQAdminExt admin() {
    return admin;
  }

  String namesrv() {
    return namesrv;
  }

  String broker() {
    return broker;
  }

  String clientId() {
    return consumer.buildMQClientId();
  }

  String offsetMsgId() {
    return sent.getOffsetMsgId();
  }

  String halfMsgId() {
    return half.getOffsetMsgId();
  }

  MessageQueue queue() {
    return sent.getMessageQueue();
  }

  MessageExt message() throws Exception {
    return admin.viewMessage(TOPIC, sent.getOffsetMsgId());
  }

  @Override
  public void close() {
    Stream.<Runnable>of(consumer::shutdown, producer::shutdown, admin::shutdown)
        .parallel()
        .forEach(Runnable::run);
  }
}

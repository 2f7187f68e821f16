package io.cometmq.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The official client's side of docs/from-apache-client.md, so that it compiles; the other side is
 * in {@code io.cometmq.it.MoveGuide}.
 */
final class ApacheGuide {
  private static final Logger log = LoggerFactory.getLogger(ApacheGuide.class);

  private ApacheGuide() {}

  static void startAndEnd() throws Exception {
    DefaultMQProducer producer = new DefaultMQProducer("orders-service");
    producer.setNamesrvAddr("10.0.0.1:9876;10.0.0.2:9876");
    producer.start();
    // …
    producer.shutdown();
  }

  static Message send(DefaultMQProducer producer) throws Exception {
    Message message = new Message("orders", "new", "order-4711", "one pizza".getBytes(UTF_8));
    message.putUserProperty("city", "Berlin");
    SendResult result = producer.send(message);
    log.info("{} in {}", result.getMsgId(), result.getMessageQueue());
    return message;
  }

  static void sendWithoutWaiting(DefaultMQProducer producer, Message message) throws Exception {
    producer.send(
        message,
        new SendCallback() {
          @Override
          public void onSuccess(SendResult result) {
            log.info("{}", result.getMsgId());
          }

          @Override
          public void onException(Throwable failure) {
            log.warn("not sent", failure);
          }
        });
    producer.sendOneway(message);
  }

  static void sendInOtherWays(
      DefaultMQProducer producer, Message message, Message first, Message second) throws Exception {
    producer.send(message, new SelectMessageQueueByHash(), "order-4711");
    producer.send(List.of(first, second));
    message.setDelayTimeLevel(3);
    message.setDelayTimeMs(90_000);
  }

  static void transact(Message message) throws MQClientException {
    TransactionMQProducer producer = new TransactionMQProducer("ledger");
    producer.setTransactionListener(
        new TransactionListener() {
          @Override
          public LocalTransactionState executeLocalTransaction(Message half, Object argument) {
            return book(half.getTransactionId());
          }

          @Override
          public LocalTransactionState checkLocalTransaction(MessageExt half) {
            return outcomeOf(half.getTransactionId());
          }
        });
    producer.start();
    producer.sendMessageInTransaction(message, null);
  }

  private static LocalTransactionState book(String transaction) {
    return outcomeOf(transaction);
  }

  private static LocalTransactionState outcomeOf(String transaction) {
    return transaction.isEmpty()
        ? LocalTransactionState.UNKNOW
        : LocalTransactionState.COMMIT_MESSAGE;
  }

  static Message ask(DefaultMQProducer producer, Message question, Message received)
      throws Exception {
    Message answer = producer.request(question, 2_000);
    // in the consumer
    producer.send(MessageUtil.createReplyMessage(received, "9 EUR".getBytes(UTF_8)));
    return answer;
  }

  static void consume() throws MQClientException {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("billing");
    consumer.setNamesrvAddr("10.0.0.1:9876");
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.setMaxReconsumeTimes(16);
    consumer.subscribe("orders", "paid || refunded");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              messages.forEach(each -> charge(each.getBody()));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
  }

  private static void charge(byte[] body) {
    log.info("charged for {} bytes", body.length);
  }

  static void consumeInOrder(DefaultMQPushConsumer consumer) {
    consumer.registerMessageListener(
        (MessageListenerOrderly)
            (messages, context) -> {
              messages.forEach(each -> charge(each.getBody()));
              return ConsumeOrderlyStatus.SUCCESS;
            });
  }

  static List<MessageExt> poll() throws MQClientException {
    DefaultLitePullConsumer poller = new DefaultLitePullConsumer("reports");
    poller.setNamesrvAddr("10.0.0.1:9876");
    poller.subscribe("orders", "*");
    poller.start();
    List<MessageExt> polled = poller.poll(5_000);
    poller.commit();
    return polled;
  }

  static DefaultMQPushConsumer pop() {
    DefaultMQPushConsumer popper = new DefaultMQPushConsumer("invoices");
    popper.setNamesrvAddr("10.0.0.1:9876");
    popper.setClientRebalance(false);
    popper.setPopInvisibleTime(30_000);
    return popper;
  }

  static void consumeInOtherWays(DefaultMQPushConsumer consumer) throws MQClientException {
    consumer.subscribe("orders", MessageSelector.bySql("amount > 100"));
    consumer.setMessageModel(MessageModel.BROADCASTING);
  }

  static long administer(Instant hourAgo) throws Exception {
    DefaultMQAdminExt admin = new DefaultMQAdminExt();
    admin.setNamesrvAddr("10.0.0.1:9876");
    admin.start();
    long lag = admin.examineConsumeStats("billing").computeTotalDiff();
    admin.resetOffsetByTimestamp("orders", "billing", hourAgo.toEpochMilli(), true);
    admin.shutdown();
    return lag;
  }

  static DefaultMQProducer sign(String secret) {
    DefaultMQProducer producer =
        new DefaultMQProducer(
            "orders-service", new AclClientRPCHook(new SessionCredentials("orders", secret)));
    producer.setUseTLS(true);
    producer.setEnableTrace(true);
    return producer;
  }
}

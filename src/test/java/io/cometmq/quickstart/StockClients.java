package io.cometmq.quickstart;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/**
 * Sends and receives with the unmodified Apache client. Arguments: {@code send NAMESRV COUNT} or
 * {@code receive NAMESRV COUNT GROUP}. Ends with code 1 when not all messages came.
 */
public final class StockClients {
  private static final String TOPIC = "quickstart";
  private static final int RECEIVE_LIMIT_S = 60;

  private StockClients() {}

  /** Entry point. */
  public static void main(String[] arguments) throws Exception {
    String namesrv = arguments[1];
    int count = Integer.parseInt(arguments[2]);
    if (arguments[0].equals("send")) {
      send(namesrv, count);
    } else {
      receive(namesrv, count, arguments[3]);
    }
  }

  private static void send(String namesrv, int count) throws Exception {
    DefaultMQProducer producer = new DefaultMQProducer("quickstart-producer");
    producer.setNamesrvAddr(namesrv);
    producer.start();
    for (int i = 1; i <= count; i++) {
      byte[] body = ("hello " + i).getBytes(StandardCharsets.UTF_8);
      SendResult result = producer.send(new Message(TOPIC, "greeting", "key-" + i, body));
      System.out.println(
          "  sent      hello "
              + i
              + "  "
              + result.getSendStatus()
              + "  queue "
              + result.getMessageQueue().getQueueId()
              + "  offset "
              + result.getQueueOffset());
    }
    producer.shutdown();
  }

  private static void receive(String namesrv, int count, String group) throws Exception {
    Set<String> seen = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(count);
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
    consumer.setNamesrvAddr(namesrv);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe(TOPIC, "greeting");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              for (MessageExt message : messages) {
                String text = new String(message.getBody(), StandardCharsets.UTF_8);
                if (seen.add(text)) {
                  System.out.println("  received  " + text);
                  all.countDown();
                }
              }
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    boolean complete = all.await(RECEIVE_LIMIT_S, TimeUnit.SECONDS);
    consumer.shutdown();
    if (!complete) {
      throw new IllegalStateException(
          "only "
              + seen.size()
              + " of "
              + count
              + " messages came within "
              + RECEIVE_LIMIT_S
              + " s");
    }
  }
}

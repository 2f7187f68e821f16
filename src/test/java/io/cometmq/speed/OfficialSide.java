package io.cometmq.speed;

import java.util.function.Consumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;

/** The official client as it is unless told otherwise. */
final class OfficialSide implements Side {
  private final String namesrv;
  private final String topic;
  private final DefaultMQProducer producer = new DefaultMQProducer("official-speed");

  OfficialSide(String namesrv, String topic) throws Exception {
    this.namesrv = namesrv;
    this.topic = topic;
    producer.setNamesrvAddr(namesrv);
    producer.start();
  }

  @Override
  public void send(byte[] body) throws Exception {
    producer.send(new Message(topic, "t", body));
  }

  @Override
  public void sendAsync(byte[] body, Runnable done) throws Exception {
    producer.send(
        new Message(topic, "t", body),
        new SendCallback() {
          @Override
          public void onSuccess(SendResult result) {
            done.run();
          }

          @Override
          public void onException(Throwable failure) {
            throw new IllegalStateException(failure);
          }
        });
  }

  @Override
  public void sendOneWay(String to, byte[] body) throws Exception {
    producer.sendOneway(new Message(to, "t", body));
  }

  @Override
  public Member consume(String from, String group, Consumer<byte[]> handler) throws Exception {
    DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(group);
    consumer.setNamesrvAddr(namesrv);
    consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
    consumer.subscribe(from, "*");
    consumer.registerMessageListener(
        (MessageListenerConcurrently)
            (messages, context) -> {
              messages.forEach(message -> handler.accept(message.getBody()));
              return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
    consumer.start();
    return consumer::shutdown;
  }

  @Override
  public void close() {
    producer.shutdown();
  }
}

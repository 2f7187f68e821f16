package io.cometmq.speed;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.function.Consumer;

/** Our client as it is unless told otherwise, on a Vert.x that uses epoll where it can. */
final class CometSide implements Side {
  private static final Handler<Throwable> FAILED =
      cause -> {
        throw new IllegalStateException(cause);
      };

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private final String topic;
  private final CometClient client;
  private final Producer producer;

  CometSide(String namesrv, String topic) {
    this.topic = topic;
    this.client = CometClient.create(vertx, ClientOptions.of(namesrv));
    this.producer = client.producer(ProducerOptions.of("comet-speed"));
  }

  @Override
  public void send(byte[] body) throws InterruptedException {
    producer.sendAndWait(Message.of(topic, body).withTag("t"));
  }

  @Override
  public void sendAsync(byte[] body, Runnable done) {
    producer
        .send(Message.of(topic, body).withTag("t"))
        .onSuccess(receipt -> done.run())
        .onFailure(FAILED);
  }

  @Override
  public void sendOneWay(String to, byte[] body) {
    // the result tells only that it has left, or why not
    producer.sendOneWay(Message.of(to, body).withTag("t")).onFailure(FAILED);
  }

  @Override
  public Member consume(String from, String group, Consumer<byte[]> handler) {
    GroupConsumer consumer =
        client
            .consume(
                ConsumerOptions.of(group, from).startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  handler.accept(message.body());
                  return Future.succeededFuture();
                })
            .await();
    return () -> consumer.close().await();
  }

  @Override
  public void close() {
    client.close().await();
    vertx.close().await();
  }
}

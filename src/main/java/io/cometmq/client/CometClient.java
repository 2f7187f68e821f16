package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.ServiceLoader;

/**
 * A client of CometMQ or Apache RocketMQ: one connection to each broker, shared by all producers
 * and consumers made from it. It lives on one event loop, the one that creates it or, created
 * elsewhere, one of its own. Safe for any thread.
 */
public interface CometClient {
  /** Creates a client. It connects when there is something to do. */
  static CometClient create(Vertx vertx, ClientOptions options) {
    return ServiceLoader.load(ClientProvider.class, CometClient.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no "
                        + ClientProvider.class.getName()
                        + " below META-INF/services: the jar is not whole"))
        .create(vertx, options);
  }

  /** Creates a producer. */
  Producer producer(ProducerOptions options);

  /** Creates a consumer that reads what it is told to. */
  PullConsumer pullConsumer(PullOptions options);

  /**
   * Joins a group and has its messages handled.
   *
   * @return the member, when it has taken up its first queues
   */
  Future<GroupConsumer> consume(ConsumerOptions options, MessageHandler handler);

  /** The queues of a topic that can be read, by broker and number. */
  Future<List<MessageQueue>> queues(String topic);

  /** What operators do. */
  Admin admin();

  /** Closes its producers and consumers, tells the brokers, and closes the connections. */
  Future<Void> close();
}

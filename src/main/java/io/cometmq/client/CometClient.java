package io.cometmq.client;

import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
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
   * Joins a group, to read its share of the queues when asked to.
   *
   * @return the member, when it has taken up its first queues; fails with {@link
   *     ClientException.NoRoute} when a topic is not there
   */
  Future<LitePullConsumer> subscribe(LitePullOptions options);

  /**
   * Reads these queues when asked to, from where the group has come to, without joining it: nobody
   * shares them.
   *
   * @return the consumer, when it has taken up the queues
   */
  Future<LitePullConsumer> assign(LitePullOptions options, Collection<MessageQueue> queues);

  /**
   * Joins a group and has its messages handled.
   *
   * @return the member, when it has taken up its first queues
   */
  Future<GroupConsumer> consume(ConsumerOptions options, MessageHandler handler);

  /**
   * Joins a group and gives its messages as a stream, at the pace of whoever takes them.
   *
   * @return the member, when it has taken up its first queues; messages come when it has a handler
   */
  Future<GroupStream> consumeStream(ConsumerOptions options);

  /**
   * Joins a group and has the messages that it pops handled. A message whose handling fails comes
   * again after {@link PopOptions#retryDelays}; one whose handling takes long is kept from others
   * meanwhile. All members of the group must pop: official push consumers do when the group has
   * been switched ({@code mqadmin setConsumeMode -m POP}).
   *
   * @return the member, when it knows what to pop from
   */
  Future<GroupConsumer> consume(PopOptions options, MessageHandler handler);

  /**
   * Joins a group, to pop messages as a stream and acknowledge each. All members must pop, see
   * {@link #consume(PopOptions, MessageHandler)}.
   *
   * @return the member, when it knows what to pop from
   */
  Future<PopConsumer> popConsumer(PopOptions options);

  /** The queues of a topic that can be read, by broker and number. */
  Future<List<MessageQueue>> queues(String topic);

  /** What operators do. */
  Admin admin();

  /** Closes its producers and consumers, tells the brokers, and closes the connections. */
  Future<Void> close();
}

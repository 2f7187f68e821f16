package io.cometmq.client.internal;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.MessageHandler;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.internal.consumer.GroupConsumerCore;
import io.cometmq.client.internal.consumer.PullConsumerCore;
import io.cometmq.client.internal.producer.ProducerCore;
import io.cometmq.client.internal.producer.Replies;
import io.cometmq.client.internal.producer.TransactionEnds;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.TopicQueues;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The client. Its methods are safe for any thread; what it keeps belongs to its loop. */
final class DefaultClient implements CometClient {
  private final ClientCore core;
  private final TransactionEnds transactions;
  private final Replies replies;

  /** How to close what was made. */
  private final List<Supplier<Future<Void>>> made = new ArrayList<>();

  /** Sends the traces of the others. */
  private final @Nullable ProducerCore tracer;

  private @Nullable Future<Void> closing;

  // read by whoever wants a producer
  private volatile boolean closed;

  DefaultClient(Vertx vertx, ClientOptions options) {
    core = new ClientCore(vertx, options);
    transactions = new TransactionEnds(core);
    replies = new Replies(core);
    core.loop()
        .run(
            () -> {
              core.start();
              transactions.start();
              replies.start();
            });
    tracer = tracer();
  }

  private @Nullable ProducerCore tracer() {
    Traces traces = core.traces();
    if (traces == null) {
      return null;
    }
    ProducerCore sender =
        new ProducerCore(core, transactions, replies, ProducerOptions.of("_INNER_TRACE_PRODUCER"));
    core.loop()
        .run(
            () -> {
              sender.start(null);
              traces.sendBy(sender::send);
            });
    return sender;
  }

  private Future<Void> closeTracing() {
    Traces traces = core.traces();
    ProducerCore sender = tracer;
    return traces == null || sender == null
        ? Future.succeededFuture()
        : traces.flush().compose(done -> sender.close());
  }

  @Override
  public Producer producer(ProducerOptions options) {
    checkOpen();
    ProducerCore producer = new ProducerCore(core, transactions, replies, options);
    ContextInternal context = core.loop().otherContext();
    core.loop()
        .run(
            () -> {
              made.add(producer::close);
              producer.start(context);
            });
    return producer;
  }

  @Override
  public PullConsumer pullConsumer(PullOptions options) {
    checkOpen();
    PullConsumerCore consumer = new PullConsumerCore(core, options);
    Supplier<Future<Void>> close = consumer::close;
    consumer.onClose(() -> made.remove(close));
    core.loop().run(() -> made.add(close));
    return consumer;
  }

  @Override
  public Future<GroupConsumer> consume(ConsumerOptions options, MessageHandler handler) {
    checkOpen();
    GroupConsumerCore consumer =
        new GroupConsumerCore(core, options, handler, core.loop().otherContext());
    return core.loop()
        .forCaller(
            () -> {
              made.add(consumer::close);
              return consumer.join();
            });
  }

  @Override
  public Future<List<MessageQueue>> queues(String topic) {
    return core.loop().forCaller(() -> core.routes().get(topic, 0).map(TopicQueues::readable));
  }

  @Override
  public Future<Void> close() {
    closed = true;
    return core.loop().forCaller(this::closeOnLoop);
  }

  private Future<Void> closeOnLoop() {
    Future<Void> underway = closing;
    if (underway == null) {
      underway =
          Future.join(List.copyOf(made).stream().map(Supplier::get).toList())
              .transform(done -> closeTracing())
              .transform(done -> core.close());
      closing = underway;
    }
    return underway;
  }

  private void checkOpen() {
    if (closed) {
      throw new ClientException.Closed("the client");
    }
  }
}

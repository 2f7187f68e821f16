package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TransactionChecker;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.TransactionReceipt;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Presence;
import io.cometmq.client.internal.wire.RouteCache;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.client.internal.wire.UniqueIds;
import io.cometmq.client.internal.wire.Waiting;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.codec.PropertyWriter;
import io.cometmq.protocol.codec.SendMessageResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.WriteStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends. Its public methods are safe for any thread; everything else belongs to the client's loop.
 */
public final class ProducerCore implements Producer, Presence {
  private static final List<String> NO_EXTRAS = List.of();

  private final ClientCore core;
  private final TransactionEnds transactions;
  private final Replies replies;
  private final ProducerOptions options;
  private final String group;
  private final UniqueIds ids = new UniqueIds();
  private final byte[] oneWayId = new byte[UniqueIds.BYTES];
  private final PropertyWriter properties = new PropertyWriter();
  private final SendMessageResponseDecoder decoder = new SendMessageResponseDecoder();
  private final SendPlans plans;
  private final InFlight inFlight;
  private final @Nullable Batcher batcher;
  private final Departures departures;
  private boolean aborted;

  /** Creates a producer. */
  public ProducerCore(
      ClientCore core, TransactionEnds transactions, Replies replies, ProducerOptions options) {
    this.core = core;
    this.replies = replies;
    this.transactions = transactions;
    this.options = options;
    this.inFlight = new InFlight(options.maxInFlight(), core.meters());
    this.group = core.namespace().wrap(options.group());
    this.plans = new SendPlans(core, group, options.newTopicQueues());
    this.departures = new Departures(this, core.loop(), options);
    this.batcher =
        options.batchBytes() == 0
            ? null
            : new Batcher(this, core.loop(), options.batchBytes(), options.linger().toMillis());
  }

  @Override
  public Future<SendReceipt> send(Message message) {
    return sendTo(message, null);
  }

  @Override
  public Future<SendReceipt> send(Message message, QueueSelector selector) {
    return sendTo(message, selector);
  }

  private Future<SendReceipt> sendTo(Message message, @Nullable QueueSelector selector) {
    Batcher gathering = batcher;
    if (gathering != null && !departures.isPacked(message) && gathering.takes(message)) {
      ClientException problem = admit(message, message.body().length, 1);
      if (problem != null) {
        return Future.failedFuture(problem);
      }
      Promise<SendReceipt> promise = ClientLoop.promise();
      core.loop().run(() -> gathering.add(message, selector, promise));
      return promise.future();
    }
    return departures.leave(
        message,
        (body, promise) ->
            new SingleSend(
                this,
                message,
                selector,
                body,
                departures.sysFlag(message, body),
                NO_EXTRAS,
                promise));
  }

  @Override
  public SendReceipt sendAndWait(Message message) throws InterruptedException {
    return receipt(message, null);
  }

  @Override
  public SendReceipt sendAndWait(Message message, QueueSelector selector)
      throws InterruptedException {
    return receipt(message, selector);
  }

  private SendReceipt receipt(Message message, @Nullable QueueSelector selector)
      throws InterruptedException {
    if (batcher != null || departures.isPacked(message) || Vertx.currentContext() != null) {
      return sendTo(message, selector).await();
    }
    ClientException problem = admit(message, message.body().length, 1);
    if (problem != null) {
      throw problem;
    }
    Waiting<SendReceipt> waiting = new Waiting<>();
    departures.enter(
        new SingleSend(this, message, selector, message.body(), 0, NO_EXTRAS, waiting));
    return waiting.await();
  }

  @Override
  public Future<List<SendReceipt>> sendBatch(List<Message> messages) {
    List<Message> batch = List.copyOf(messages);
    if (batch.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    String topic = batch.get(0).topic();
    for (Message message : batch) {
      if (!message.topic().equals(topic) || message.isDelayed() || TopicNames.isRetry(topic)) {
        return Future.failedFuture(
            new ClientException.Invalid(
                "a batch is of one topic, not delayed, and not for retries",
                message.topic(),
                "send what differs by itself"));
      }
    }
    ClientException problem = admit(batch.get(0), 0, batch.size());
    if (problem != null) {
      return Future.failedFuture(problem);
    }
    Promise<List<SendReceipt>> promise = ClientLoop.promise();
    departures.enter(new BatchSend(this, batch, null, promise));
    return promise.future();
  }

  @Override
  public Future<Void> sendOneWay(Message message) {
    return departures.leave(
        message,
        (body, promise) ->
            new OneWaySend(this, message, body, departures.sysFlag(message, body), promise));
  }

  @Override
  public Future<TransactionReceipt> sendInTransaction(
      Message message, Function<SendReceipt, Future<TransactionOutcome>> local) {
    if (options.checker() == null || message.isDelayed()) {
      return Future.failedFuture(
          options.checker() == null
              ? new ClientException.Invalid(
                  "the producer has no transaction checker",
                  message.topic(),
                  "give it one with ProducerOptions.withTransactions")
              : new ClientException.Invalid(
                  "a message of a transaction can't be delayed",
                  message.topic(),
                  "send it without a delay"));
    }
    List<String> extras =
        List.of(PropertyNames.TRAN_MSG, "true", PropertyNames.PRODUCER_GROUP, group);
    inFlight.hold();
    return departures
        .<SendReceipt>leave(
            message,
            (body, promise) ->
                new SingleSend(
                    this,
                    message,
                    null,
                    body,
                    departures.sysFlag(message, body) | MessageSysFlag.TRANSACTION_PREPARED,
                    extras,
                    promise))
        .compose(
            half ->
                new LocalPart(half, local)
                    .end((stored, outcome) -> endTransaction(message, stored, outcome)))
        .onComplete(done -> inFlight.over(1));
  }

  private Future<Void> endTransaction(
      Message message, SendReceipt half, TransactionOutcome outcome) {
    return core.loop().forCaller(() -> transactions.tell(group, message, half, outcome));
  }

  @Override
  public Future<ReceivedMessage> request(Message question, Duration timeout) {
    if (timeout.toMillis() < 1) {
      return Future.failedFuture(
          new ClientException.Invalid(
              "the timeout is " + timeout, question.topic(), "wait at least a millisecond"));
    }
    inFlight.hold();
    Promise<ReceivedMessage> promise = ClientLoop.promise();
    Replies.Expected expected = replies.expect(question.topic(), timeout);
    expected
        .answer()
        .future()
        .onComplete(
            done -> {
              inFlight.over(1);
              promise.handle(done);
            });
    departures
        .<SendReceipt>leave(
            question,
            (body, sent) ->
                new Question(
                    this,
                    question,
                    body,
                    departures.sysFlag(question, body),
                    expected.properties(),
                    core.heartbeats(),
                    sent))
        .onFailure(expected.answer()::tryFail);
    return promise.future();
  }

  @Override
  public Future<SendReceipt> reply(ReceivedMessage question, byte[] answer) {
    String topic = Replies.topic(question);
    if (topic == null) {
      return Future.failedFuture(
          new ClientException.Invalid(
              "the message is no question: it says not where its answer is to go",
              question.topic(),
              "answer what was sent as a request only"));
    }
    Message message = Message.of(topic, answer);
    return departures.leave(
        message,
        (body, promise) ->
            new SingleSend(
                this,
                message,
                Replies.towards(question),
                body,
                departures.sysFlag(message, body),
                Replies.address(question),
                promise));
  }

  @Override
  public WriteStream<Message> stream() {
    return new MessageStream(this);
  }

  @Override
  public Future<Void> close() {
    return core.loop().forCaller(this::closeOnLoop);
  }

  private Future<Void> closeOnLoop() {
    if (!inFlight.isClosed()) {
      inFlight.close();
      if (batcher != null) {
        batcher.flush();
      }
      long timer =
          core.loop()
              .later(
                  core.options().closeTimeout().toMillis(),
                  () -> {
                    aborted = true;
                    inFlight.giveUp();
                  });
      inFlight.drained().onComplete(done -> core.loop().cancel(timer));
    }
    return inFlight
        .drained()
        .compose(
            done -> {
              transactions.remove(this);
              return core.heartbeats().remove(this);
            });
  }

  @Override
  public List<String> producerGroups() {
    return List.of(group);
  }

  /** Null when the message may go, and is counted. */
  @Nullable ClientException admit(Message message, int bodyBytes, int count) {
    ClientException tooLarge = departures.sizeProblem(message, bodyBytes);
    if (tooLarge != null) {
      return tooLarge;
    }
    return inFlight.admit(message.topic(), count);
  }

  /** Begins to be known to brokers. */
  public void start(@Nullable ContextInternal context) {
    core.heartbeats().add(this);
    TransactionChecker checker = options.checker();
    if (checker != null) {
      transactions.add(this, checker, context);
    }
  }

  /** The group's name on the wire. */
  String group() {
    return group;
  }

  ProducerOptions options() {
    return options;
  }

  ClientLoop loop() {
    return core.loop();
  }

  RouteCache routes() {
    return core.routes();
  }

  byte[] nextId() {
    return ids.next();
  }

  SendMessageResponseDecoder decoder() {
    return decoder;
  }

  /** Whether what has not left yet is given up, because the time to close is over. */
  boolean isAborted() {
    return aborted;
  }

  /** The property string with an id that nobody else is told; valid until the next call. */
  ByteBuf propertiesOfOneWay(Message message) {
    ids.next(oneWayId);
    return properties(message, oneWayId, NO_EXTRAS);
  }

  /** The property string; valid until the next call. */
  ByteBuf properties(Message message, byte[] id, List<String> extras) {
    properties.begin();
    for (int i = 0; i < message.propertyCount(); i++) {
      properties.put(message.propertyName(i), message.propertyValue(i));
    }
    for (int i = 0; i < extras.size(); i += 2) {
      properties.put(extras.get(i), extras.get(i + 1));
    }
    ByteBuf text = properties.put(PropertyNames.UNIQ_KEY, id).bytes();
    if (text.readableBytes() > PropertyWriter.MAX_BYTES) {
      throw new ClientException.Invalid(
          "the properties take " + text.readableBytes() + " bytes",
          message.topic(),
          "at most " + PropertyWriter.MAX_BYTES + " fit; put the rest into the body");
    }
    return text;
  }

  /** What is on its way. */
  InFlight inFlight() {
    return inFlight;
  }

  /** Where to tell what happens to messages, null for nowhere. */
  @Nullable Traces traces() {
    return core.traces();
  }

  /** Where messages of a topic go to, null when that is not known. */
  @Nullable SendPlan plan(String topic) {
    return plans.of(topic);
  }

  /** Whether another broker can take what one refuses. */
  boolean hasSeveralBrokers(String topic) {
    SendPlan plan = plans.of(topic);
    return plan != null && plan.brokerCount() > 1;
  }

  /** Asks where messages of a topic go to; afterwards there is a plan. */
  Future<Void> loadPlan(String topic) {
    return plans.load(topic);
  }
}

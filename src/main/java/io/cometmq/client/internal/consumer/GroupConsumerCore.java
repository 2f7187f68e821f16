package io.cometmq.client.internal.consumer;

import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.MessageHandler;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.GroupMember;
import io.cometmq.client.internal.wire.Presence;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionData;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a group. Public methods are safe for any thread; what it keeps belongs to the
 * client's loop.
 */
public final class GroupConsumerCore implements GroupConsumer, Presence, GroupMember {
  private static final Logger LOG = LoggerFactory.getLogger(GroupConsumerCore.class);
  private static final long BALANCE_MS = 20_000;
  private static final long COMMIT_MS = 1_000;
  private static final long RETRY_MS = 5_000;

  private final ClientCore core;
  private final ConsumerOptions options;
  private final MessageHandler handler;
  private final @Nullable ContextInternal context;
  private final String group;
  private final Shares shares;
  private final Observed observed;
  private final SendBack sendBack;
  private final DeadLetters deadLetters;
  private final List<ConsumerData> description;
  private final Promise<Void> idle = Promise.promise();
  private final List<Long> timers = new ArrayList<>();
  private final Demand demand = new Demand();
  private final AtomicLong dropped = new AtomicLong();
  private int handling;
  private boolean dispatching;
  private Consumer<Throwable> onReadFailure = cause -> {};
  private @Nullable Future<Void> closing;

  /**
   * Creates a member that has not joined yet.
   *
   * @param context where the handler is called, null for the client's loop
   */
  public GroupConsumerCore(
      ClientCore core,
      ConsumerOptions options,
      MessageHandler handler,
      @Nullable ContextInternal context) {
    this.core = core;
    this.options = options;
    this.handler = handler;
    this.context = context;
    this.group = core.namespace().wrap(options.group());
    this.shares = new Shares(core, options, this::dispatch, cause -> onReadFailure.accept(cause));
    this.observed = new Observed(core, options.group());
    this.sendBack = new SendBack(core, options);
    this.deadLetters = new DeadLetters(core, options);
    this.description = List.of(describe());
  }

  private ConsumerData describe() {
    long version = System.currentTimeMillis();
    List<SubscriptionData> subscriptions = new ArrayList<>();
    options
        .topics()
        .forEach(
            (topic, filter) ->
                subscriptions.add(Subscriptions.of(core.namespace().wrap(topic), filter, version)));
    if (!options.broadcasting()) {
      subscriptions.add(SubscriptionData.parse(TopicNames.retryTopic(group), null));
    }
    return new ConsumerData(
        group,
        ConsumeType.CONSUME_PASSIVELY,
        options.broadcasting() ? MessageModel.BROADCASTING : MessageModel.CLUSTERING,
        options.start() == ConsumerOptions.Start.FIRST
            ? ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET
            : ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET,
        subscriptions,
        false);
  }

  /** Joins the group; done when the first queues have been taken up. */
  public Future<GroupConsumer> join() {
    List<Future<?>> known = new ArrayList<>();
    options.topics().keySet().forEach(topic -> known.add(core.routes().get(topic, 0)));
    return Future.all(known)
        .compose(routes -> shares.open())
        .compose(
            opened -> {
              core.heartbeats().add(this);
              core.addMember(this);
              return core.heartbeats().beat();
            })
        .compose(told -> shares.balance())
        .map(
            balanced -> {
              timers.add(core.loop().periodically(BALANCE_MS, shares::balance));
              timers.add(core.loop().periodically(COMMIT_MS, shares::commit));
              timers.add(core.loop().periodically(QueueLocks.RENEW_MS, shares::renewLocks));
              return this;
            });
  }

  @Override
  public List<ConsumerData> consumers() {
    return description;
  }

  @Override
  public void onMembersChanged(String changed) {
    if (changed.equals(group)) {
      // whoever takes queues over asks for their offsets in this moment
      shares.commit();
      shares.balance();
    }
  }

  @Override
  public void onRouteChanged(String topic) {
    if (shares.has(topic)) {
      // brokers that are new have not heard of this member
      core.heartbeats().beat().onComplete(told -> shares.balance());
    }
  }

  @Override
  public Future<Set<MessageQueue>> assigned() {
    return core.loop().forCaller(() -> Future.succeededFuture(shares.queues()));
  }

  @Override
  public long dropped() {
    return dropped.get();
  }

  @Override
  public Future<Void> pause() {
    return core.loop()
        .forCaller(
            () -> {
              demand.stop();
              return Future.succeededFuture();
            });
  }

  @Override
  public Future<Void> resume() {
    return core.loop()
        .forCaller(
            () -> {
              demand.add(Long.MAX_VALUE);
              dispatch();
              return Future.succeededFuture();
            });
  }

  @Override
  public Future<Void> close() {
    return core.loop().forCaller(this::closeOnLoop);
  }

  private Future<Void> closeOnLoop() {
    Future<Void> underway = closing;
    if (underway != null) {
      return underway;
    }
    timers.forEach(core.loop()::cancel);
    core.removeMember(this);
    shares.close();
    long timer =
        core.loop().later(core.options().closeTimeout().toMillis(), () -> idle.tryComplete());
    if (handling == 0) {
      idle.tryComplete();
    }
    Future<Void> started =
        idle.future()
            .compose(
                done -> {
                  core.loop().cancel(timer);
                  return shares.letAllGo();
                })
            .compose(gone -> core.heartbeats().remove(this));
    closing = started;
    return started;
  }

  /** How many messages are wanted; after a change {@link #dispatch} is due. */
  Demand demand() {
    return demand;
  }

  /** Is told when a queue could not be read; it is tried again. */
  void onReadFailure(Consumer<Throwable> listener) {
    onReadFailure = listener;
  }

  /** Hands out what is at hand, wanted and allowed. */
  void dispatch() {
    if (dispatching) {
      return;
    }
    dispatching = true;
    try {
      while (handling < options.maxConcurrent() && demand.isOpen() && closing == null) {
        Delivery delivery = shares.take();
        if (delivery == null) {
          return;
        }
        demand.use();
        hand(delivery);
      }
    } finally {
      dispatching = false;
    }
  }

  private void hand(Delivery delivery) {
    handling++;
    observed.begin(delivery);
    ContextInternal to = context;
    if (to == null) {
      handle(delivery);
    } else {
      to.runOnContext(go -> handle(delivery));
    }
  }

  /** On the handler's context. */
  private void handle(Delivery delivery) {
    Future<?> handled;
    try {
      handled = handler.handle(delivery.message());
    } catch (RuntimeException e) {
      handled = Future.failedFuture(e);
    }
    handled.onComplete(
        done ->
            core.loop().execute(() -> onHandled(delivery, done.succeeded() ? null : done.cause())));
  }

  private void onHandled(Delivery delivery, @Nullable Throwable failure) {
    observed.end(delivery, failure);
    if (failure == null) {
      shares.done(delivery);
      over();
    } else if (options.isOrderly()) {
      core.loop().run(() -> blocked(delivery, failure));
    } else if (options.broadcasting()) {
      drop(delivery, failure);
      over();
    } else {
      LOG.debug("{} is to come again", delivery.message(), failure);
      core.loop().run(() -> giveBack(delivery));
    }
  }

  /** In order: the next message of the queue waits until this one is handled or sent away. */
  private void blocked(Delivery delivery, Throwable failure) {
    ReceivedMessage message = delivery.message();
    if (message.deliveries() < options.retryLimit()) {
      LOG.debug("{} is to be handled again", message, failure);
      shares.repeat(delivery);
      over();
    } else if (options.broadcasting()) {
      drop(delivery, failure);
      over();
    } else {
      LOG.debug("{} has failed too often", message, failure);
      deadLetters
          .send(message)
          .onComplete(
              sent -> {
                if (sent.succeeded()) {
                  shares.done(delivery);
                } else {
                  LOG.warn(
                      "{} can't be sent away and is handled again: {}",
                      message,
                      sent.cause().getMessage());
                  shares.repeat(delivery);
                }
                over();
              });
    }
  }

  private void drop(Delivery delivery, Throwable failure) {
    LOG.warn("{} could not be handled and is dropped", delivery.message(), failure);
    dropped.incrementAndGet();
    shares.done(delivery);
  }

  private void giveBack(Delivery delivery) {
    sendBack
        .send(delivery.message())
        .onComplete(
            given -> {
              if (given.succeeded()) {
                shares.done(delivery);
              } else if (!delivery.share().isDropped() && closing == null) {
                LOG.warn(
                    "{} can't be given back and is handled again here: {}",
                    delivery.message(),
                    given.cause().getMessage());
                handAgain(delivery);
              }
              over();
            });
  }

  private void handAgain(Delivery delivery) {
    core.loop()
        .later(
            RETRY_MS,
            () -> {
              if (closing != null || delivery.share().isDropped()) {
                return;
              }
              if (demand.isOpen()) {
                demand.use();
                hand(delivery);
              } else {
                handAgain(delivery);
              }
            });
  }

  private void over() {
    handling--;
    if (closing != null && handling == 0) {
      idle.tryComplete();
    }
    dispatch();
  }
}

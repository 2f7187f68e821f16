package io.cometmq.client.internal.consumer;

import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.PopConsumer;
import io.cometmq.client.PopOptions;
import io.cometmq.client.PoppedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionData;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that pops. Public methods are safe for any thread; what it keeps belongs to the
 * client's loop.
 */
public final class PopConsumerCore implements PopConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(PopConsumerCore.class);

  private final ClientCore core;
  private final PopOptions options;
  private final Outlet<Popped> outlet;
  private final PopFeed feed;
  private final PopAssignment assignment;
  private final Member member;
  private @Nullable Future<Void> closing;

  /** Creates a member that has not joined yet. */
  public PopConsumerCore(ClientCore core, PopOptions options) {
    this.core = core;
    this.options = options;
    this.assignment = new PopAssignment(core, options.group());
    this.outlet = new Outlet<>(this::next);
    this.feed =
        new PopFeed(
            core, new PopEnds(core, options), outlet::demand, outlet::emit, this::onFailure);
    this.member = new Member(core, describe(), options.topics().keySet(), this::balance);
  }

  private @Nullable Popped next() {
    return feed.next();
  }

  /** Joins the group; done when it is known what to pop from. */
  public Future<PopConsumer> join() {
    return member
        .join()
        .<PopConsumer>map(joined -> this)
        .recover(cause -> closeOnLoop().transform(closed -> Future.failedFuture(cause)));
  }

  private ConsumerData describe() {
    long version = System.currentTimeMillis();
    List<SubscriptionData> subscriptions = new ArrayList<>();
    options
        .topics()
        .forEach(
            (topic, filter) ->
                subscriptions.add(Subscriptions.of(core.namespace().wrap(topic), filter, version)));
    String group = core.namespace().wrap(options.group());
    // not read here, but official members of the group have it, and all must say the same
    subscriptions.add(SubscriptionData.parse(TopicNames.retryTopic(group), null));
    return new ConsumerData(
        group,
        ConsumeType.CONSUME_PASSIVELY,
        MessageModel.CLUSTERING,
        options.start() == ConsumerOptions.Start.FIRST
            ? ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET
            : ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET,
        subscriptions,
        false);
  }

  private Future<Void> balance() {
    return Future.join(options.topics().keySet().stream().map(this::balance).toList()).mapEmpty();
  }

  private Future<Void> balance(String topic) {
    return assignment
        .of(topic)
        .<Void>map(
            mine -> {
              if (closing == null) {
                feed.assign(topic, mine);
              }
              return null;
            })
        .onFailure(
            cause ->
                LOG.warn(
                    "{} goes on popping {} as before: {}",
                    options.group(),
                    topic,
                    cause.getMessage()));
  }

  private void onFailure(Throwable cause) {
    LOG.debug("{} goes on after: {}", options.group(), cause.getMessage());
    outlet.fail(cause);
  }

  @Override
  public Set<MessageQueue> assigned() {
    return feed.queues();
  }

  @Override
  public PopConsumer handler(@Nullable Handler<PoppedMessage> newHandler) {
    setHandler(newHandler == null ? null : newHandler::handle);
    return this;
  }

  /** The same for the client's own types. */
  void setHandler(@Nullable Handler<Popped> newHandler) {
    core.loop()
        .run(
            () -> {
              outlet.setHandler(newHandler);
              feed.pump();
            });
  }

  @Override
  public PopConsumer exceptionHandler(@Nullable Handler<Throwable> newHandler) {
    core.loop().run(() -> outlet.setFailureHandler(newHandler));
    return this;
  }

  @Override
  public PopConsumer endHandler(@Nullable Handler<Void> newHandler) {
    core.loop().run(() -> outlet.setEndHandler(newHandler));
    return this;
  }

  @Override
  public PopConsumer pause() {
    core.loop().run(outlet::pause);
    return this;
  }

  @Override
  public PopConsumer resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public PopConsumer fetch(long amount) {
    core.loop()
        .run(
            () -> {
              outlet.fetch(amount);
              feed.pump();
            });
    return this;
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
    member.stop();
    Future<Void> started = feed.close().compose(given -> member.leave());
    closing = started;
    outlet.end();
    return started;
  }
}

package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.LitePullConsumer;
import io.cometmq.client.LitePullOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.SubscriptionData;
import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer that polls. Public methods are safe for any thread; what it keeps belongs to the
 * client's loop.
 */
public final class LitePullCore implements LitePullConsumer {
  private static final Logger LOG = LoggerFactory.getLogger(LitePullCore.class);

  private final ClientCore core;
  private final LitePullOptions options;
  private final Claims claims;
  private final Outlet<ReceivedMessage> outlet;
  private final Polls polls;
  private final Membership membership;
  private @Nullable Member member;
  private @Nullable Handler<Set<MessageQueue>> assignmentHandler;
  private @Nullable Future<Void> closing;
  private long timer = -1;

  /** Creates a consumer without queues. */
  public LitePullCore(ClientCore core, LitePullOptions options) {
    this.core = core;
    this.options = options;
    this.membership = new Membership(core, options.group(), options.rebalance(), false);
    this.claims = new Claims(core, options, this::onNews, this::onFailure, this::onAssigned);
    this.outlet = new Outlet<>(claims::next);
    this.polls = new Polls(core.loop(), claims::next);
  }

  /** Joins the group; done when the first queues have been taken up. */
  public Future<LitePullConsumer> subscribe() {
    if (options.topics().isEmpty()) {
      return Future.failedFuture(
          new ClientException.Invalid("no topic is subscribed to", null, "name at least one"));
    }
    Member joining = new Member(core, describe(), options.topics().keySet(), this::balance);
    member = joining;
    return joining.join().map(joined -> started()).recover(this::gaveUp);
  }

  /** Takes up these queues, without being a member; fails when one can't be. */
  public Future<LitePullConsumer> assign(Collection<MessageQueue> queues) {
    return claims.have(queue -> true, queues).map(taken -> started()).recover(this::gaveUp);
  }

  private LitePullConsumer started() {
    if (closing == null && !options.autoCommit().isZero()) {
      timer = core.loop().periodically(options.autoCommit().toMillis(), this::autoCommit);
    }
    return this;
  }

  private Future<LitePullConsumer> gaveUp(Throwable cause) {
    return closeOnLoop().transform(closed -> Future.failedFuture(cause));
  }

  private ConsumerData describe() {
    long version = System.currentTimeMillis();
    List<SubscriptionData> subscriptions = new ArrayList<>();
    options
        .topics()
        .forEach(
            (topic, filter) ->
                subscriptions.add(Subscriptions.of(core.namespace().wrap(topic), filter, version)));
    return new ConsumerData(
        core.namespace().wrap(options.group()),
        ConsumeType.CONSUME_ACTIVELY,
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
    return membership
        .share(topic)
        .compose(mine -> claims.have(queue -> queue.topic().equals(topic), mine))
        .onFailure(
            cause ->
                LOG.warn(
                    "some queues of {} stay with {} as they are: {}",
                    topic,
                    options.group(),
                    cause.getMessage()));
  }

  private void onNews() {
    polls.onNews();
    outlet.emit();
  }

  private void onFailure(Throwable cause) {
    LOG.debug("{} goes on after: {}", options.group(), cause.getMessage());
    outlet.fail(cause);
  }

  private void onAssigned(Set<MessageQueue> queues) {
    Handler<Set<MessageQueue>> to = assignmentHandler;
    if (to != null) {
      to.handle(queues);
    }
  }

  private void autoCommit() {
    if (outlet.hasHandler()) {
      claims.markHandled();
    }
    claims.commitHandled();
  }

  @Override
  public Future<List<ReceivedMessage>> poll(int max, Duration wait) {
    if (max < 1 || wait.isNegative()) {
      return Future.failedFuture(
          new ClientException.Invalid(
              "a poll of " + max + " messages waiting " + wait,
              null,
              "ask for at least 1 message, and don't wait a negative time"));
    }
    return onLoop(
        () -> {
          claims.markHandled();
          return polls.poll(max, wait);
        });
  }

  @Override
  public Set<MessageQueue> assigned() {
    return claims.queues();
  }

  @Override
  public LitePullConsumer assignmentHandler(@Nullable Handler<Set<MessageQueue>> newHandler) {
    core.loop().run(() -> assignmentHandler = newHandler);
    return this;
  }

  @Override
  public void seek(MessageQueue queue, long offset) {
    checkAssigned(queue);
    withClaim(queue, claim -> claim.seek(offset));
  }

  @Override
  public Future<Void> seekToFirst(MessageQueue queue) {
    return seek(queue, claims.offsets()::first);
  }

  @Override
  public Future<Void> seekToEnd(MessageQueue queue) {
    return seek(queue, claims.offsets()::end);
  }

  @Override
  public Future<Void> seekToTime(MessageQueue queue, Instant time) {
    return seek(queue, asked -> claims.offsets().at(asked, time.toEpochMilli()));
  }

  private Future<Void> seek(MessageQueue queue, Function<MessageQueue, Future<Long>> offset) {
    checkAssigned(queue);
    return onLoop(
        () ->
            offset
                .apply(queue)
                .onSuccess(found -> withClaim(queue, claim -> claim.seek(found)))
                .mapEmpty());
  }

  @Override
  public void pause(MessageQueue queue) {
    checkAssigned(queue);
    withClaim(queue, claim -> claim.setPaused(true));
  }

  @Override
  public void resume(MessageQueue queue) {
    checkAssigned(queue);
    withClaim(
        queue,
        claim -> {
          claim.setPaused(false);
          onNews();
        });
  }

  private void checkAssigned(MessageQueue queue) {
    if (!claims.queues().contains(queue)) {
      throw new IllegalArgumentException(
          queue + " is not one of this consumer's queues: " + claims.queues());
    }
  }

  /** Nothing happens to a queue that has become somebody else's in the meantime. */
  private void withClaim(MessageQueue queue, Consumer<Claim> change) {
    core.loop()
        .run(
            () -> {
              Claim claim = claims.get(queue);
              if (claim != null) {
                change.accept(claim);
              }
            });
  }

  @Override
  public Future<Map<MessageQueue, Long>> positions() {
    return onLoop(() -> Future.succeededFuture(claims.positions()));
  }

  @Override
  public Future<Void> commit() {
    return onLoop(() -> commitNow(claims.positions()));
  }

  @Override
  public Future<Void> commit(Map<MessageQueue, Long> offsets) {
    Map<MessageQueue, Long> copy = Map.copyOf(offsets);
    return onLoop(() -> commitNow(copy));
  }

  private Future<Void> commitNow(Map<MessageQueue, Long> offsets) {
    return Future.join(
            offsets.entrySet().stream()
                .map(each -> claims.commit(each.getKey(), each.getValue()))
                .toList())
        .mapEmpty();
  }

  @Override
  public LitePullConsumer handler(@Nullable Handler<ReceivedMessage> newHandler) {
    core.loop().run(() -> outlet.setHandler(newHandler));
    return this;
  }

  @Override
  public LitePullConsumer exceptionHandler(@Nullable Handler<Throwable> newHandler) {
    core.loop().run(() -> outlet.setFailureHandler(newHandler));
    return this;
  }

  @Override
  public LitePullConsumer endHandler(@Nullable Handler<Void> newHandler) {
    core.loop().run(() -> outlet.setEndHandler(newHandler));
    return this;
  }

  @Override
  public LitePullConsumer pause() {
    core.loop().run(outlet::pause);
    return this;
  }

  @Override
  public LitePullConsumer resume() {
    return fetch(Long.MAX_VALUE);
  }

  @Override
  public LitePullConsumer fetch(long amount) {
    core.loop().run(() -> outlet.fetch(amount));
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
    if (timer >= 0) {
      core.loop().cancel(timer);
    }
    Future<Void> last = Future.succeededFuture();
    if (!options.autoCommit().isZero()) {
      claims.markHandled();
      last = claims.commitLast();
    }
    claims.close();
    polls.close();
    outlet.end();
    Member joined = member;
    if (joined != null) {
      joined.stop();
      last = last.transform(committed -> joined.leave());
    }
    closing = last;
    return last;
  }

  private <T> Future<T> onLoop(Supplier<Future<T>> work) {
    return core.loop()
        .forCaller(
            () ->
                closing == null
                    ? work.get()
                    : Future.failedFuture(new ClientException.Closed("the consumer")));
  }
}

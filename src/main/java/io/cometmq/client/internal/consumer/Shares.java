package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of one member of a group: takes them up, lets them go, and has kept what was handled.
 * Owned by the client's loop.
 */
final class Shares {
  private static final Logger LOG = LoggerFactory.getLogger(Shares.class);

  /** How soon a queue is asked for again that another member has not let go yet. */
  private static final long SOON_MS = 1_000;

  /**
   * How long others have to let a queue go and commit before this member asks where to go on.
   * Official ones look once a second at most.
   */
  private static final long HANDOVER_MS = 1_500;

  private final ClientCore core;
  private final ConsumerOptions options;
  private final Map<String, Filter> topics = new HashMap<>();
  private final Membership membership;
  private final Offsets offsets;
  private final OffsetStore store;
  private final Runnable onNews;
  private final Consumer<Throwable> onReadFailure;
  private final @Nullable QueueLocks locks;
  private final Map<MessageQueue, Share> shares = new HashMap<>();
  private final Set<MessageQueue> starting = new HashSet<>();

  /** In order: let go, but for the message that is being handled. */
  private final Map<MessageQueue, Share> leaving = new HashMap<>();

  /** Let go; brokers are being told. */
  private final Map<MessageQueue, Future<Void>> releasing = new HashMap<>();

  private List<Share> turns = List.of();
  private int turn;
  private @Nullable Future<Void> balancing;
  private boolean again;
  private boolean soon;
  private boolean closed;

  Shares(
      ClientCore core,
      ConsumerOptions options,
      Runnable onNews,
      Consumer<Throwable> onReadFailure) {
    this.onReadFailure = onReadFailure;
    this.core = core;
    this.options = options;
    this.onNews = onNews;
    this.membership = new Membership(core, options);
    this.offsets = new Offsets(core, options.group());
    this.store =
        options.broadcasting()
            ? new LocalOffsets(core, options.group(), options.offsetFolder())
            : offsets;
    this.locks =
        options.isOrderly() && !options.broadcasting()
            ? new QueueLocks(core, options.group())
            : null;
    topics.putAll(options.topics());
    if (!options.broadcasting()) {
      topics.put(TopicNames.retryTopic(options.group()), Filter.all());
    }
  }

  /** Done when it is known where the group has been. */
  Future<Void> open() {
    return store.open();
  }

  boolean has(String topic) {
    return topics.containsKey(topic);
  }

  Set<MessageQueue> queues() {
    return Set.copyOf(shares.keySet());
  }

  /** The next message of any queue, each in turn; null when there is none. */
  @Nullable Delivery take() {
    for (int i = 0; i < turns.size(); i++) {
      turn = (turn + 1) % turns.size();
      Delivery delivery = turns.get(turn).take();
      if (delivery != null) {
        return delivery;
      }
    }
    return null;
  }

  /**
   * Finds out what this member's queues are, and takes up and lets go accordingly. Asked for while
   * it is under way, it is done once more.
   */
  Future<Void> balance() {
    Future<Void> underway = balancing;
    if (underway != null) {
      again = true;
      return underway;
    }
    if (closed) {
      return Future.succeededFuture();
    }
    Promise<Void> over = Promise.promise();
    balancing = over.future();
    balanceAll(over);
    return over.future();
  }

  private void balanceAll(Promise<Void> over) {
    again = false;
    Future.join(topics.keySet().stream().map(this::balance).toList())
        .onComplete(
            done -> {
              if (again && !closed) {
                balanceAll(over);
              } else {
                balancing = null;
                over.complete();
              }
            });
  }

  private Future<Void> balance(String topic) {
    return membership
        .share(topic)
        .compose(mine -> apply(topic, mine))
        .recover(
            cause -> {
              // the topic of retries comes into being with the first heartbeat or retry
              if (!(cause instanceof ClientException.NoRoute && TopicNames.isRetry(topic))) {
                LOG.warn(
                    "the queues of {} stay with {} as they are: {}",
                    topic,
                    options.group(),
                    cause.getMessage());
              }
              return Future.succeededFuture();
            });
  }

  private Future<Void> apply(String topic, List<MessageQueue> mine) {
    List<Future<Void>> changes = new ArrayList<>();
    for (Share share : List.copyOf(shares.values())) {
      if (share.queue().topic().equals(topic) && !mine.contains(share.queue())) {
        changes.add(letGo(share));
      }
    }
    for (MessageQueue queue : mine) {
      boolean held =
          shares.containsKey(queue) || leaving.containsKey(queue) || releasing.containsKey(queue);
      if (!held && starting.add(queue)) {
        changes.add(takeUp(queue));
      }
    }
    return Future.join(changes).mapEmpty();
  }

  private void balanceSoon() {
    if (!soon && !closed) {
      soon = true;
      core.loop()
          .later(
              SOON_MS,
              () -> {
                soon = false;
                balance();
              });
    }
  }

  /** In order, the message that is being handled is waited for. */
  private Future<Void> letGo(Share share) {
    LOG.debug("{} lets go of {}", options.group(), share.queue());
    remove(share);
    if (share.isBusy()) {
      leaving.put(share.queue(), share);
      return Future.succeededFuture();
    }
    return release(share);
  }

  private void remove(Share share) {
    shares.remove(share.queue());
    turns = List.copyOf(shares.values());
    share.drop();
  }

  /** Tells the broker how far the queue is, and then that others may have it. */
  private Future<Void> release(Share share) {
    if (share.isLost()) {
      return Future.succeededFuture();
    }
    MessageQueue queue = share.queue();
    QueueLocks held = locks;
    Future<Void> committed = share.commit(store);
    Future<Void> started =
        (held == null
                ? committed
                : committed.transform(
                    done ->
                        held.unlock(queue)
                            .transform(
                                unlocked ->
                                    done.succeeded()
                                        ? Future.<Void>succeededFuture()
                                        : Future.failedFuture(done.cause()))))
            .onComplete(done -> releasing.remove(queue));
    if (!started.isComplete()) {
      releasing.put(queue, started);
    }
    return started;
  }

  /** A message has been handled. */
  void done(Delivery delivery) {
    delivery.share().done(delivery);
    releaseIfIdle(delivery.share());
  }

  /** In order: a message could not be handled and is to be handled again. */
  void repeat(Delivery delivery) {
    Share share = delivery.share();
    Duration pause = options.orderlyPause();
    if (pause == null) {
      throw new IllegalStateException(options.group() + " does not consume in order");
    }
    share.repeat(delivery);
    releaseIfIdle(share);
    core.loop()
        .later(
            pause.toMillis(),
            () -> {
              share.endPause(delivery);
              onNews.run();
            });
  }

  private void releaseIfIdle(Share share) {
    if (!share.isBusy() && leaving.remove(share.queue(), share)) {
      release(share).onComplete(done -> balance());
    }
  }

  /** Keeps the queues locked. */
  void renewLocks() {
    QueueLocks held = locks;
    if (held != null) {
      List<Share> all = new ArrayList<>(shares.values());
      all.addAll(leaving.values());
      held.renew(all, this::lose);
    }
  }

  /** Another member has locked the queue, which goes on from what that one commits. */
  private void lose(Share share) {
    LOG.warn("{} has lost its lock on {}", options.group(), share.queue());
    share.setLost();
    if (shares.containsValue(share)) {
      remove(share);
      if (share.isBusy()) {
        leaving.put(share.queue(), share);
      }
      balanceSoon();
    }
  }

  /** A member that lets a queue go at this moment needs a while to commit what it has handled. */
  private Future<Boolean> handedOver() {
    if (options.broadcasting() || membership.isAlone()) {
      return Future.succeededFuture(true);
    }
    Promise<Boolean> over = Promise.promise();
    core.loop().later(HANDOVER_MS, () -> over.complete(true));
    return over.future();
  }

  private Future<Void> takeUp(MessageQueue queue) {
    long askedMs = ClientLoop.nowMs();
    QueueLocks needed = locks;
    Future<Boolean> mine =
        needed == null
            ? handedOver()
            : needed.lock(List.of(queue)).map(locked -> locked.contains(queue));
    return mine.compose(
            locked ->
                locked
                    ? startOffset(queue).map(OptionalLong::of)
                    : Future.succeededFuture(OptionalLong.empty()))
        .onComplete(
            found -> {
              starting.remove(queue);
              boolean got = found.succeeded() && found.result().isPresent();
              if (closed && needed != null) {
                needed.unlock(queue);
              } else if (got && !closed) {
                add(queue, found.result().getAsLong(), askedMs);
              } else if (needed != null) {
                LOG.debug("{} is not this member's yet", queue);
                balanceSoon();
              }
            })
        .mapEmpty();
  }

  private Future<Long> startOffset(MessageQueue queue) {
    return store
        .committed(queue)
        .compose(
            known -> {
              if (known.isPresent()) {
                return Future.succeededFuture(known.getAsLong());
              }
              boolean first =
                  options.start() == ConsumerOptions.Start.FIRST
                      || TopicNames.isRetry(queue.topic());
              return first ? offsets.first(queue) : offsets.end(queue);
            });
  }

  private void add(MessageQueue queue, long offset, long lockedAtMs) {
    LOG.debug("{} takes up {} at {}", options.group(), queue, offset);
    QueuePuller puller =
        new QueuePuller(
            core, options.group(), queue, topics.getOrDefault(queue.topic(), Filter.all()));
    QueueReader reader =
        new QueueReader(
            core,
            puller,
            options.readAhead(),
            offset,
            onNews,
            cause -> {
              LOG.debug("reading {} failed: {}", queue, cause.getMessage());
              onReadFailure.accept(cause);
            });
    Share share = new Share(reader, offset, options.isOrderly());
    if (locks != null) {
      share.setLockedUntil(lockedAtMs + QueueLocks.HOLD_MS);
    }
    reader.onMoved(share::forgetOpen);
    shares.put(queue, share);
    turns = List.copyOf(shares.values());
    share.readOn();
  }

  /** Has kept what was handled. */
  Future<Void> commit() {
    List<Future<Void>> commits = new ArrayList<>();
    for (Share share : shares.values()) {
      if (share.isCommitDue()) {
        commits.add(
            share
                .commit(store)
                .onFailure(
                    cause ->
                        LOG.debug("commit of {} failed: {}", share.queue(), cause.getMessage())));
      }
    }
    return Future.join(commits).transform(done -> Future.succeededFuture());
  }

  /** Takes up nothing more, and reads no further. */
  void close() {
    closed = true;
    turns = List.of();
  }

  /** Lets everything go, also what is still being handled. */
  Future<Void> letAllGo() {
    Future<Void> balanced = balancing == null ? Future.succeededFuture() : balancing;
    return balanced.transform(
        done -> {
          List<Share> all = new ArrayList<>(shares.values());
          all.addAll(leaving.values());
          leaving.clear();
          List<Future<Void>> releases = new ArrayList<>(releasing.values());
          for (Share share : all) {
            remove(share);
            releases.add(release(share));
          }
          return Future.join(releases).transform(released -> Future.succeededFuture());
        });
  }
}

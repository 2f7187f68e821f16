package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicNames;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of one member of a group: takes them up, lets them go, and has brokers keep what was
 * handled. Owned by the client's loop.
 */
final class Shares {
  private static final Logger LOG = LoggerFactory.getLogger(Shares.class);

  private final ClientCore core;
  private final ConsumerOptions options;
  private final Map<String, Filter> topics = new HashMap<>();
  private final Membership membership;
  private final Offsets offsets;
  private final Runnable onNews;
  private final Map<MessageQueue, Share> shares = new HashMap<>();
  private final Set<MessageQueue> starting = new HashSet<>();
  private List<Share> turns = List.of();
  private int turn;
  private @Nullable Future<Void> balancing;
  private boolean again;
  private boolean closed;

  Shares(ClientCore core, ConsumerOptions options, Runnable onNews) {
    this.core = core;
    this.options = options;
    this.onNews = onNews;
    this.membership = new Membership(core, options);
    this.offsets = new Offsets(core, options.group());
    topics.putAll(options.topics());
    if (!options.broadcasting()) {
      topics.put(TopicNames.retryTopic(options.group()), Filter.all());
    }
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
      if (!shares.containsKey(queue) && starting.add(queue)) {
        changes.add(takeUp(queue));
      }
    }
    return Future.join(changes).mapEmpty();
  }

  private Future<Void> letGo(Share share) {
    LOG.debug("{} lets go of {}", options.group(), share.queue());
    shares.remove(share.queue());
    turns = List.copyOf(shares.values());
    long offset = share.committable();
    share.drop();
    return options.broadcasting()
        ? Future.succeededFuture()
        : offsets.commit(share.queue(), offset);
  }

  private Future<Void> takeUp(MessageQueue queue) {
    return startOffset(queue)
        .onComplete(
            found -> {
              starting.remove(queue);
              if (found.succeeded() && !closed) {
                add(queue, found.result());
              }
            })
        .mapEmpty();
  }

  private Future<Long> startOffset(MessageQueue queue) {
    Future<OptionalLong> committed =
        options.broadcasting()
            ? Future.succeededFuture(OptionalLong.empty())
            : offsets.committed(queue);
    return committed.compose(
        known -> {
          if (known.isPresent()) {
            return Future.succeededFuture(known.getAsLong());
          }
          boolean first =
              options.start() == ConsumerOptions.Start.FIRST || TopicNames.isRetry(queue.topic());
          return first ? offsets.first(queue) : offsets.end(queue);
        });
  }

  private void add(MessageQueue queue, long offset) {
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
            cause -> LOG.debug("reading {} failed: {}", queue, cause.getMessage()));
    Share share = new Share(reader, offset);
    reader.onMoved(share::forgetOpen);
    shares.put(queue, share);
    turns = List.copyOf(shares.values());
    share.readOn();
  }

  /** Has brokers keep what was handled; nobody keeps it for a broadcast. */
  Future<Void> commit() {
    if (options.broadcasting()) {
      return Future.succeededFuture();
    }
    List<Future<Void>> commits = new ArrayList<>();
    for (Share share : shares.values()) {
      if (share.isCommitDue()) {
        long offset = share.committable();
        int moves = share.moves();
        commits.add(
            offsets
                .commit(share.queue(), offset)
                .onSuccess(done -> share.setCommitted(offset, moves))
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

  /** Lets everything go. */
  Future<Void> letAllGo() {
    return Future.join(List.copyOf(shares.values()).stream().map(this::letGo).toList())
        .transform(done -> Future.succeededFuture());
  }
}

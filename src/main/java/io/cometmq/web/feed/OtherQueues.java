package io.cometmq.web.feed;

import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import io.cometmq.web.protocol.StartAt;
import io.cometmq.web.remote.Chunk;
import io.cometmq.web.remote.OtherBrokers;
import io.cometmq.web.remote.RemoteStats;
import io.cometmq.web.remote.RemoteTopic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the subscriptions of one topic read on other brokers. Owned by the event loop of its feed.
 */
final class OtherQueues {
  /** Something to send. */
  record Found(MessageQueue queue, Chunk chunk) {}

  /** Where nothing was found just now. */
  private record Idle(FilterText filter, Elsewhere elsewhere) {}

  private record Since(MessageQueue queue, long timeMs) {}

  private final TopicFeed feed;
  private final RemoteTopic remote;
  private final Set<Idle> idle = new HashSet<>();
  private final Set<Since> locating = new HashSet<>();
  private List<MessageQueue> queues = List.of();
  private Set<String> missing = Set.of();
  private boolean known;
  private boolean lagAsked;
  private boolean notLocated;

  OtherQueues(String topic, Vertx vertx, OtherBrokers brokers, RemoteStats stats, TopicFeed feed) {
    this.feed = feed;
    this.remote =
        new RemoteTopic(
            topic, vertx, brokers, stats, () -> System.nanoTime() / 1_000_000, this::news);
  }

  /** Completes, never fails, when it has been asked where the queues are. */
  Future<Void> known() {
    return known ? Future.succeededFuture() : remote.load().onComplete(done -> known = true);
  }

  boolean isEmpty() {
    return queues.isEmpty();
  }

  private void news() {
    List<MessageQueue> before = queues;
    queues = remote.queues();
    idle.clear();
    Set<String> now = remote.missing();
    if (!now.equals(missing) || !queues.equals(before)) {
      missing = now;
      List.copyOf(feed.subscriptions())
          .forEach(each -> feed.tellMissing(each, missing(each.position())));
    }
    feed.subscriptions().forEach(feed::ready);
  }

  /** Brokers that can't be reached now, of the topic or of a position. */
  Set<String> missing(Position at) {
    Set<String> names = new TreeSet<>(remote.missing());
    for (String broker : at.elsewhere().brokers()) {
      if (!remote.knows(broker)) {
        names.add(broker);
      }
    }
    return names;
  }

  /**
   * Looks for something to send, and has more read where there is nothing.
   *
   * @return null when there is nothing at hand; then the subscription may be waiting for it
   */
  @Nullable Found find(Subscription to) {
    Idle here = new Idle(to.filterText(), to.position().elsewhere());
    if (idle.contains(here)) {
      return null;
    }
    Found atHand = atHand(to);
    if (atHand != null) {
      to.tookTurn();
      return atHand;
    }
    boolean located = true;
    for (int i = 0; i < queues.size(); i++) {
      MessageQueue queue = turn(to, i);
      long at = to.position().at(queue);
      if (at < 0) {
        located = false;
        locate(queue, to.sinceMs(queue));
        continue;
      }
      Future<Void> waiting = remote.read(queue, to.filterText(), at, to.readSize());
      if (waiting != null) {
        // what comes is not kept for long, so it has to be its turn then
        to.othersTurn(true);
        to.reading(true);
        waiting.onComplete(
            done -> {
              to.reading(false);
              feed.ready(to);
            });
        return null;
      }
    }
    if (located) {
      idle.add(here);
    }
    return null;
  }

  /** Another queue comes first each time. */
  private MessageQueue turn(Subscription to, int number) {
    return queues.get((to.turns() % queues.size() + number) % queues.size());
  }

  private @Nullable Found atHand(Subscription to) {
    for (int i = 0; i < queues.size(); i++) {
      MessageQueue queue = turn(to, i);
      long at = to.position().at(queue);
      Chunk chunk = at < 0 ? null : remote.fresh(queue, to.filterText(), at);
      if (chunk != null) {
        return new Found(queue, chunk);
      }
    }
    return null;
  }

  /** All subscriptions have been offered what had been read. */
  void turnEnds() {
    remote.forgetFresh();
    idle.clear();
  }

  private void locate(MessageQueue queue, long timeMs) {
    Since since = new Since(queue, timeMs);
    if (!locating.add(since)) {
      return;
    }
    remote
        .at(queue, timeMs)
        .onComplete(
            done -> {
              locating.remove(since);
              if (done.succeeded()) {
                located(since, Math.max(0, done.result()));
              } else {
                notLocated = true;
              }
            });
  }

  private void located(Since since, long offset) {
    MessageQueue queue = since.queue();
    for (Subscription each : feed.subscriptions()) {
      if (each.isOpen() && each.position().at(queue) < 0 && each.sinceMs(queue) == since.timeMs()) {
        each.moveTo(each.position().with(queue, offset));
        feed.ready(each);
      }
    }
  }

  /** Messages after a position, as far as is known. */
  long lag(Position position) {
    lagAsked = true;
    long lag = 0;
    for (MessageQueue queue : queues) {
      long at = position.at(queue);
      lag += at < 0 ? 0 : remote.lag(queue, at);
    }
    return lag;
  }

  /** Must be called every second. */
  void tick() {
    remote.load();
    if (lagAsked) {
      lagAsked = false;
      remote.refreshEnds();
    }
    if (notLocated) {
      notLocated = false;
      feed.subscriptions().forEach(feed::ready);
    }
  }

  void close() {
    remote.close();
  }

  /**
   * Where a subscription begins.
   *
   * @param cursor of {@code start}, null for none
   * @param nowMs the time, in milliseconds since the epoch
   * @return never fails: what can't be reached is read later
   */
  Future<OthersStart> begin(StartAt start, @Nullable Cursor cursor, long nowMs) {
    List<MessageQueue> all = queues;
    List<Future<Long>> asked = new ArrayList<>();
    for (MessageQueue queue : all) {
      asked.add(
          cursor == null
              ? offset(queue, start, nowMs)
              : offset(queue, cursor.elsewhere().at(queue.brokerName(), queue.queueId())));
    }
    return Future.join(asked)
        .map(
            done -> {
              Elsewhere found = cursor == null ? Elsewhere.NONE : cursor.elsewhere();
              boolean expired = false;
              for (int i = 0; i < all.size(); i++) {
                String broker = all.get(i).brokerName();
                int queue = all.get(i).queueId();
                long before = found.at(broker, queue);
                long now = asked.get(i).result();
                expired |= before >= 0 && now > before;
                if (now != before) {
                  found = found.with(broker, queue, now);
                }
              }
              return new OthersStart(found, expired ? FoundStart.EXPIRED : null);
            });
  }

  private Future<Long> offset(MessageQueue queue, StartAt start, long nowMs) {
    if (start instanceof StartAt.Latest) {
      return remote.end(queue).otherwise(Elsewhere.since(nowMs));
    }
    long sinceMs = OthersStart.sinceMs(start, nowMs);
    return afterEnd(queue, remote.at(queue, sinceMs))
        .map(found -> Math.max(0, found))
        .otherwise(Elsewhere.since(sinceMs));
  }

  private Future<Long> offset(MessageQueue queue, long kept) {
    return kept < 0
        ? Future.succeededFuture(kept)
        : afterEnd(queue, remote.first(queue)).map(first -> Math.max(first, kept)).otherwise(kept);
  }

  /** The same once it is known where the queue ends, for the lag. */
  private Future<Long> afterEnd(MessageQueue queue, Future<Long> result) {
    return remote.end(queue).transform(end -> result);
  }
}

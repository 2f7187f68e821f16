package io.cometmq.web.remote;

import io.cometmq.client.ClientException;
import io.cometmq.client.PullResult;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.web.protocol.FilterText;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of one topic on other brokers. Reads them when it is told to, once for all pages that
 * want the same, and keeps what came only until these have been offered it. Owned by one event
 * loop.
 */
public final class RemoteTopic {
  /** Most messages of one read. */
  public static final int MOST = 32;

  private static final Logger LOG = LoggerFactory.getLogger(RemoteTopic.class);

  /** How long a broker may wait for the next message. */
  private static final long TAIL_WAIT_MS = 15_000;

  /** How long pages wait for a read of what is known to be there, before they read elsewhere. */
  private static final long PATIENCE_MS = 1_000;

  private static final long PROBE_MS = 1_000;
  private static final long REFUSED_PAUSE_MS = 1_000;

  /** An answer without anything that comes sooner than this is no reason to ask again at once. */
  private static final long SOON_MS = 100;

  /** How long a topic without a route is not asked for again. */
  private static final long NO_ROUTE_PAUSE_MS = 5_000;

  private static final long BEYOND_POLL_MS = 500;

  /** After a start a broker's queues may still be on their way to where they were. */
  private static final long BEYOND_PATIENCE_MS = 10_000;

  private record Tail(MessageQueue queue, FilterText filter) {}

  private record Read(MessageQueue queue, FilterText filter, long offset) {}

  private record Time(MessageQueue queue, long timeMs) {}

  private final String topic;
  private final Vertx vertx;
  private final OtherBrokers brokers;
  private final RemoteStats stats;
  private final LongSupplier nowMs;
  private final Runnable onNews;
  private final Map<MessageQueue, RemoteQueue> queues = new TreeMap<>();

  /** Offsets of the reads that wait at brokers for the next message. */
  private final Map<Tail, Long> tails = new HashMap<>();

  private final Map<Read, Promise<Void>> reads = new HashMap<>();
  private final FreshChunks fresh = new FreshChunks();
  private final SharedAsks<MessageQueue> firsts = new SharedAsks<>();
  private final SharedAsks<MessageQueue> ends = new SharedAsks<>();
  private final SharedAsks<Time> times = new SharedAsks<>();
  private final Set<String> probed = new HashSet<>();
  private @Nullable Future<Void> loading;
  private long loadAgainMs = Long.MIN_VALUE;
  private boolean closed;

  /**
   * Creates it; it knows no queues before {@link #load}.
   *
   * @param nowMs a clock that never goes back, in milliseconds
   * @param onNews called when there may be something to read that was not there before, or other
   *     queues, or when brokers can't be reached any more or again
   */
  public RemoteTopic(
      String topic,
      Vertx vertx,
      OtherBrokers brokers,
      RemoteStats stats,
      LongSupplier nowMs,
      Runnable onNews) {
    this.topic = topic;
    this.vertx = vertx;
    this.brokers = brokers;
    this.stats = stats;
    this.nowMs = nowMs;
    this.onNews = onNews;
  }

  /** Looks where the queues are; completes, never fails, when that is known or can't be known. */
  public Future<Void> load() {
    Future<Void> underway = loading;
    if (underway != null) {
      return underway;
    }
    if (nowMs.getAsLong() < loadAgainMs) {
      return Future.succeededFuture();
    }
    Future<Void> started =
        brokers
            .queues(topic)
            .transform(
                done -> {
                  loading = null;
                  if (done.succeeded()) {
                    found(done.result());
                  } else {
                    loadAgainMs = nowMs.getAsLong() + NO_ROUTE_PAUSE_MS;
                    LOG.debug("no route of {}: {}", topic, done.cause().getMessage());
                  }
                  return Future.succeededFuture();
                });
    if (!started.isComplete()) {
      loading = started;
    }
    return started;
  }

  private void found(List<MessageQueue> there) {
    boolean more = false;
    for (MessageQueue queue : there) {
      // one that is not there any more may come back: its broker may be down for long
      more |= queues.putIfAbsent(queue, new RemoteQueue(queue)) == null;
    }
    if (more) {
      news();
    }
  }

  private void news() {
    if (!closed) {
      onNews.run();
    }
  }

  /** No more is asked for; what is under way is dropped when it comes. */
  public void close() {
    closed = true;
    fresh.clear();
  }

  /** All queues that are known, by broker and number; a copy. */
  public List<MessageQueue> queues() {
    return List.copyOf(queues.keySet());
  }

  /** Names of the brokers from which something can't be read now. */
  public Set<String> missing() {
    Set<String> names = new TreeSet<>();
    for (RemoteQueue queue : queues.values()) {
      if (queue.trouble != RemoteQueue.Trouble.NONE) {
        names.add(queue.id.brokerName());
      }
    }
    return names;
  }

  /** Whether queues of this broker are known. */
  public boolean knows(String broker) {
    return queues.keySet().stream().anyMatch(queue -> queue.brokerName().equals(broker));
  }

  /** Messages of a queue from this offset on, as far as is known. */
  public long lag(MessageQueue id, long offset) {
    RemoteQueue queue = queues.get(id);
    return queue == null ? 0 : Math.max(0, queue.end() - Math.max(offset, queue.first()));
  }

  /** What has just been read and is of use to whoever stands there, null for nothing. */
  public @Nullable Chunk fresh(MessageQueue queue, FilterText filter, long offset) {
    return fresh.find(queue, filter, offset);
  }

  /** Everybody has been offered what was fresh. */
  public void forgetFresh() {
    fresh.clear();
  }

  /**
   * Has a queue read from this offset on, unless that is under way.
   *
   * @return completes when there is something, or nobody should wait any longer; null when nothing
   *     is known to be there, then {@code onNews} is called when it comes
   */
  public @Nullable Future<Void> read(MessageQueue id, FilterText filter, long offset, int most) {
    RemoteQueue queue = queues.get(id);
    if (queue == null || closed || !queue.mayBeAsked(nowMs.getAsLong())) {
      return null;
    }
    Tail tail = new Tail(id, filter);
    Long tailOffset = tails.get(tail);
    if (tailOffset != null && tailOffset <= offset) {
      return null;
    }
    if (offset < queue.end()) {
      Promise<Void> waiting = reads.get(new Read(id, filter, offset));
      if (waiting == null) {
        waiting = readNow(queue, filter, offset, most);
      }
      return queue.slow ? null : waiting.future();
    }
    if (tailOffset == null) {
      readTail(queue, tail, offset);
    }
    return null;
  }

  private Promise<Void> readNow(RemoteQueue queue, FilterText filter, long offset, int most) {
    Read read = new Read(queue.id, filter, offset);
    Promise<Void> promise = Promise.promise();
    reads.put(read, promise);
    long patience =
        vertx.setTimer(
            PATIENCE_MS,
            id -> {
              queue.slow = true;
              promise.tryComplete();
            });
    stats.asked();
    brokers
        .pull(queue.id, filter, offset, Math.min(most, MOST), 0)
        .onComplete(
            done -> {
              vertx.cancelTimer(patience);
              reads.remove(read);
              boolean useful = came(queue, filter, offset, done.result(), done.cause());
              if (!useful && queue.mayBeAsked(nowMs.getAsLong())) {
                pause(queue, SOON_MS);
              }
              queue.slow = false;
              if (!promise.tryComplete()) {
                news();
              }
            });
    return promise;
  }

  private void readTail(RemoteQueue queue, Tail tail, long offset) {
    tails.put(tail, offset);
    stats.asked();
    long askedMs = nowMs.getAsLong();
    brokers
        .pull(queue.id, tail.filter(), offset, MOST, TAIL_WAIT_MS)
        .onComplete(
            done -> {
              tails.remove(tail);
              boolean useful = came(queue, tail.filter(), offset, done.result(), done.cause());
              long tookMs = nowMs.getAsLong() - askedMs;
              if (!useful && tookMs < SOON_MS && queue.mayBeAsked(nowMs.getAsLong())) {
                pause(queue, SOON_MS);
              }
              news();
            });
  }

  /** Whether it brought anybody further. */
  private boolean came(
      RemoteQueue queue,
      FilterText filter,
      long offset,
      @Nullable PullResult result,
      @Nullable Throwable cause) {
    if (closed) {
      return false;
    }
    if (result == null) {
      failed(queue, filter, offset, cause);
      return false;
    }
    queue.trouble = RemoteQueue.Trouble.NONE;
    queue.bounds(result.firstOffset(), result.endOffset());
    stats.got(result.messages().size());
    if (result.endOffset() < offset) {
      return beyond(queue, filter, offset);
    }
    if (result.nextOffset() <= offset) {
      return false;
    }
    String reason = offset < result.firstOffset() ? Chunk.EXPIRED : null;
    fresh.add(queue.id, filter, new Chunk(offset, result.nextOffset(), result.messages(), reason));
    return true;
  }

  /** The queue ends before what was seen of it: believed only when it stays so. */
  private boolean beyond(RemoteQueue queue, FilterText filter, long offset) {
    if (queue.beyondForMs(offset, nowMs.getAsLong()) < BEYOND_PATIENCE_MS) {
      pause(queue, BEYOND_POLL_MS);
      return false;
    }
    queue.settled(offset);
    fresh.add(queue.id, filter, new Chunk(offset, queue.first(), List.of(), Chunk.RECREATED));
    return true;
  }

  private void pause(RemoteQueue queue, long pauseMs) {
    queue.pauseUntil(nowMs.getAsLong() + pauseMs);
    vertx.setTimer(pauseMs + 1, id -> news());
  }

  private void failed(
      RemoteQueue queue, FilterText filter, long offset, @Nullable Throwable cause) {
    stats.failed();
    LOG.debug("reading {} failed: {}", queue.id, String.valueOf(cause));
    if (cause instanceof ClientException.Refused refused) {
      if (refused.code() == ResponseCode.TOPIC_NOT_EXIST) {
        // if it is made again, its messages are new
        queues.remove(queue.id);
        if (offset > 0) {
          fresh.add(queue.id, filter, new Chunk(offset, 0, List.of(), null));
        }
        return;
      }
      queue.trouble = RemoteQueue.Trouble.REFUSED;
      pause(queue, REFUSED_PAUSE_MS);
      return;
    }
    queue.trouble = RemoteQueue.Trouble.UNREACHABLE;
    probe(queue);
  }

  /** Asks one of a broker's queues until there is an answer. */
  private void probe(RemoteQueue queue) {
    String broker = queue.id.brokerName();
    if (probed.add(broker)) {
      vertx.setTimer(PROBE_MS, id -> probe(queue, broker));
    }
  }

  private void probe(RemoteQueue queue, String broker) {
    if (closed) {
      return;
    }
    brokers
        .end(queue.id)
        .onComplete(
            done -> {
              probed.remove(broker);
              if (done.succeeded() || done.cause() instanceof ClientException.Refused) {
                reachable(broker);
              } else {
                probe(queue);
              }
            });
  }

  private void reachable(String broker) {
    for (RemoteQueue queue : queues.values()) {
      if (queue.id.brokerName().equals(broker)
          && queue.trouble == RemoteQueue.Trouble.UNREACHABLE) {
        queue.trouble = RemoteQueue.Trouble.NONE;
      }
    }
    news();
  }

  /** The queue's first offset; fails at once when its broker is known to be down. */
  public Future<Long> first(MessageQueue id) {
    return asked(
        id, RemoteQueue::begins, () -> firsts.ask(id, () -> noting(id, brokers.first(id))));
  }

  /** One more than the queue's last offset; fails at once when its broker is known to be down. */
  public Future<Long> end(MessageQueue id) {
    return asked(id, RemoteQueue::ends, () -> ends.ask(id, () -> noting(id, brokers.end(id))));
  }

  /** The first offset of that time; fails at once when its broker is known to be down. */
  public Future<Long> at(MessageQueue id, long timeMs) {
    return asked(
        id,
        (queue, found) -> {},
        () -> times.ask(new Time(id, timeMs), () -> noting(id, brokers.at(id, timeMs))));
  }

  private Future<Long> asked(
      MessageQueue id, ObjLongConsumer<RemoteQueue> learn, Supplier<Future<Long>> ask) {
    RemoteQueue queue = queues.get(id);
    if (queue == null || queue.trouble == RemoteQueue.Trouble.UNREACHABLE) {
      return Future.failedFuture(new ClientException.Unreachable(id.brokerName(), topic, null));
    }
    return ask.get().onSuccess(found -> learn.accept(queue, found));
  }

  /** Notes when a broker can't be reached. */
  private Future<Long> noting(MessageQueue id, Future<Long> answer) {
    return answer.onFailure(
        cause -> {
          RemoteQueue queue = queues.get(id);
          if (queue != null && !closed && !(cause instanceof ClientException.Refused)) {
            stats.failed();
            queue.trouble = RemoteQueue.Trouble.UNREACHABLE;
            probe(queue);
            news();
          }
        });
  }

  /** Looks where the queues end, but for those that a read waits at. */
  public void refreshEnds() {
    for (MessageQueue id : queues()) {
      if (tails.keySet().stream().noneMatch(tail -> tail.queue().equals(id))) {
        end(id);
      }
    }
  }
}

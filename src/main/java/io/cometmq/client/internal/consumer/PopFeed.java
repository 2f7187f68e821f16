package io.cometmq.client.internal.consumer;

import io.cometmq.client.PopOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.header.HeaderException;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pops from all that is assigned, as long as somebody wants messages and few wait. Owned by the
 * client's loop, but for {@link #queues}, which any thread may ask for.
 */
final class PopFeed {
  private static final Logger LOG = LoggerFactory.getLogger(PopFeed.class);
  private static final int MOST_PER_POP = 32;

  /** Before a broker is asked again that failed, or answered without having waited. */
  private static final long PAUSE_MS = 1_000;

  private static final long SHORT_MS = 100;

  private final ClientCore core;
  private final PopEnds ends;
  private final PopOptions options;
  private final LongSupplier demand;
  private final Runnable onNews;
  private final Consumer<Throwable> onFailure;
  private final Map<MessageQueue, Lane> lanes = new HashMap<>();
  private final Deque<Popped> buffer = new ArrayDeque<>();
  private int asked;
  private boolean closed;

  /** Published for other threads. */
  private volatile Set<MessageQueue> queues = Set.of();

  /** One broker or queue; at most one pop is on its way. */
  private static final class Lane {
    final Popper popper;
    boolean busy;

    Lane(Popper popper) {
      this.popper = popper;
    }
  }

  /**
   * Creates a feed of nothing.
   *
   * @param demand how many messages are wanted now
   */
  PopFeed(
      ClientCore core,
      PopEnds ends,
      LongSupplier demand,
      Runnable onNews,
      Consumer<Throwable> onFailure) {
    this.core = core;
    this.ends = ends;
    this.options = ends.options();
    this.demand = demand;
    this.onNews = onNews;
    this.onFailure = onFailure;
  }

  Set<MessageQueue> queues() {
    return queues;
  }

  /** Pops from these queues of a topic, and no others. */
  void assign(String topic, Collection<MessageQueue> mine) {
    lanes.keySet().removeIf(queue -> queue.topic().equals(topic) && !mine.contains(queue));
    for (MessageQueue queue : mine) {
      lanes.computeIfAbsent(queue, key -> new Lane(new Popper(core, options, key)));
    }
    queues = Set.copyOf(lanes.keySet());
    pump();
  }

  /** The next message, null when there is none. */
  @Nullable Popped next() {
    long now = ClientLoop.nowMs();
    Popped first = buffer.poll();
    while (first != null && first.isExpired(now)) {
      // it comes again, to whoever asks
      first = buffer.poll();
    }
    return first;
  }

  /** Asks wherever nobody is asking, when there is need. */
  void pump() {
    if (closed) {
      return;
    }
    for (Lane lane : List.copyOf(lanes.values())) {
      if (!lane.busy && demand.getAsLong() > buffer.size()) {
        int share = (options.readAhead() - buffer.size() - asked) / lanes.size();
        pop(lane, Math.max(1, Math.min(MOST_PER_POP, share)));
      }
    }
  }

  private void pop(Lane lane, int max) {
    lane.busy = true;
    asked += max;
    long begin = ClientLoop.nowMs();
    lane.popper
        .pop(max)
        .onComplete(
            done -> {
              asked -= max;
              if (closed && done.failed()) {
                return;
              }
              boolean failed = done.failed();
              if (failed) {
                onFailed(lane, done.cause());
              } else {
                onPopped(lane, done.result());
              }
              boolean quick =
                  !failed
                      && done.result().messages().isEmpty()
                      && ClientLoop.nowMs() - begin < SHORT_MS;
              if (failed || quick) {
                core.loop().later(PAUSE_MS, () -> free(lane));
              } else {
                free(lane);
              }
            });
  }

  private void free(Lane lane) {
    lane.busy = false;
    pump();
  }

  private void onFailed(Lane lane, Throwable cause) {
    core.routes().refresh(lane.popper.queue().topic());
    onFailure.accept(cause);
  }

  private void onPopped(Lane lane, PopCall.Result result) {
    MessageQueue queue = lane.popper.queue();
    // brokers answer as soon as they have popped
    long hiddenUntil = ClientLoop.nowMs() + options.invisible().toMillis();
    for (ReceivedMessage message : result.messages()) {
      Receipt receipt;
      try {
        receipt =
            result
                .receipts()
                .of(
                    core.namespace().wrap(message.queue().topic()),
                    message.queue().queueId(),
                    message.queueOffset(),
                    message.properties());
      } catch (IllegalArgumentException | HeaderException e) {
        LOG.warn("{} can't be acknowledged and is dropped: {}", message, e.getMessage());
        continue;
      }
      Popped popped = new Popped(core.loop(), ends, queue, message, receipt, hiddenUntil);
      if (!lane.popper.isWanted(message.tag())) {
        quietly(popped.ack());
      } else if (message.deliveries() > options.maxRetries()) {
        LOG.warn("{} was given out too often and goes to the dead letters", message);
        quietly(popped.bury());
      } else if (closed) {
        quietly(popped.giveBack());
      } else {
        buffer.add(popped);
      }
    }
    if (!result.messages().isEmpty()) {
      onNews.run();
    }
  }

  private static void quietly(Future<Void> done) {
    done.onFailure(cause -> LOG.debug("a message comes again: {}", cause.getMessage()));
  }

  /** Asks no more, and lets others have what waits here. */
  Future<Void> close() {
    closed = true;
    lanes.clear();
    queues = Set.of();
    List<Future<Void>> given = new ArrayList<>();
    for (Popped each : buffer) {
      given.add(each.giveBack());
    }
    buffer.clear();
    return Future.join(given).transform(done -> Future.succeededFuture());
  }
}

package io.cometmq.web.feed;

import io.cometmq.bus.TopicWatch;
import io.cometmq.model.MessageQueue;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.web.protocol.FilterText;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the subscriptions of one topic on one event loop their messages: what several of them want
 * next is read and encoded once. Owned by that event loop.
 */
final class TopicFeed extends TopicWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
  private static final int PUMPED_PER_TURN = 256;
  private static final int MAX_BATCHES = 64;
  private static final long FAILED_READ_PAUSE_MS = 1_000;

  /** What tells two reads apart; the queue is another broker's, null for all of this one's. */
  private record ReadKey(
      FilterText filter, Position from, int most, @Nullable MessageQueue queue) {}

  private final String topic;
  private final Vertx vertx;
  private final int loop;
  private final FeedSource source;
  private final BatchReader reader;
  private final Set<Subscription> subscriptions = new LinkedHashSet<>();
  private final Map<ReadKey, Batch> batches = new HashMap<>();
  private final Map<ReadKey, List<Subscription>> coldReads = new HashMap<>();
  private final Deque<Subscription> turns = new ArrayDeque<>();
  private ConsumeQueue[] queues = new ConsumeQueue[0];
  private @Nullable OtherQueues others;
  private boolean turnComes;

  TopicFeed(String topic, Vertx vertx, int loop, FeedSource source) {
    this.topic = topic;
    this.vertx = vertx;
    this.loop = loop;
    this.source = source;
    this.reader = newReader();
  }

  private BatchReader newReader() {
    return new BatchReader(source);
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public int loop() {
    return loop;
  }

  /** The queues as they were last seen. */
  ConsumeQueue[] queues() {
    return queues;
  }

  Position latest() {
    long[] next = new long[queues.length];
    Arrays.setAll(next, i -> queues[i].maxOffset());
    return new Position(next);
  }

  Position earliest() {
    long[] next = new long[queues.length];
    Arrays.setAll(next, i -> queues[i].minOffset());
    return new Position(next);
  }

  /** What is read on other brokers, null for nothing. */
  @Nullable OtherQueues others() {
    return others;
  }

  /** From now on other brokers' queues are read, too. */
  void follow(OtherQueues elsewhere) {
    others = elsewhere;
  }

  Set<Subscription> subscriptions() {
    return subscriptions;
  }

  /** Brokers that can't be reached now. */
  Set<String> missing(Position position) {
    OtherQueues elsewhere = others;
    return elsewhere == null
        ? Set.copyOf(position.elsewhere().brokers())
        : elsewhere.missing(position);
  }

  void tellMissing(Subscription subscription, Set<String> missing) {
    source.stats().incomplete(subscription.tellMissing(missing));
  }

  /** Nobody is left. */
  void close() {
    OtherQueues elsewhere = others;
    if (elsewhere != null) {
      elsewhere.close();
    }
  }

  long lag(Position position) {
    OtherQueues elsewhere = others;
    long lag = elsewhere == null ? 0 : elsewhere.lag(position);
    for (int i = 0; i < queues.length; i++) {
      long seen = i < position.queues() ? position.at(i) : 0;
      lag += Math.max(0, queues[i].maxOffset() - Math.max(seen, queues[i].minOffset()));
    }
    return lag;
  }

  void add(Subscription subscription) {
    subscriptions.add(subscription);
    ready(subscription);
  }

  /** Returns whether nobody is left. */
  boolean remove(Subscription subscription) {
    subscriptions.remove(subscription);
    return subscriptions.isEmpty();
  }

  void ready(Subscription subscription) {
    if (subscription.isOpen() && subscription.queue()) {
      turns.add(subscription);
      comeBack();
    }
  }

  @Override
  protected void arrived() {
    batches.clear();
    refreshQueues();
    subscriptions.forEach(this::ready);
  }

  /** Sees queues that are new, and those that were deleted and made again. */
  void refreshQueues() {
    int count = Math.max(queues.length, source.queueCount().applyAsInt(topic));
    if (count > queues.length) {
      queues = Arrays.copyOf(queues, count);
    }
    for (int i = 0; i < count; i++) {
      ConsumeQueue now = source.store().queues().getOrCreate(topic, i);
      ConsumeQueue before = queues[i];
      queues[i] = now;
      if (before != null && before != now) {
        int queue = i;
        subscriptions.forEach(each -> each.moveTo(each.position().grown(queue + 1).with(queue, 0)));
      }
    }
  }

  private void comeBack() {
    if (!turnComes) {
      turnComes = true;
      vertx.runOnContext(now -> turn());
    }
  }

  /** Serves some, then lets others use the event loop. */
  private void turn() {
    turnComes = false;
    for (int i = 0; i < PUMPED_PER_TURN; i++) {
      Subscription next = turns.poll();
      if (next == null) {
        break;
      }
      next.turnCame();
      pump(next);
    }
    if (turns.isEmpty()) {
      batches.clear();
      OtherQueues elsewhere = others;
      if (elsewhere != null) {
        elsewhere.turnEnds();
      }
    } else {
      comeBack();
    }
  }

  private void pump(Subscription subscription) {
    if (!subscription.mayRead()) {
      return;
    }
    OtherQueues elsewhere = others;
    if (elsewhere != null
        && !elsewhere.isEmpty()
        && (subscription.isOthersTurn() || !hasMore(subscription.position()))) {
      OtherQueues.Found found = elsewhere.find(subscription);
      if (found != null) {
        pump(subscription, found);
        return;
      }
      if (!subscription.mayRead() || !hasMore(subscription.position())) {
        return;
      }
    }
    Position from = subscription.position().grown(queues.length);
    ReadKey key = new ReadKey(subscription.filterText(), from, subscription.readSize(), null);
    ConsumeQueue[] all = queues;
    read(
        key,
        subscription,
        () -> reader.read(all, from, subscription.filter(), key.most(), false),
        () -> newReader().read(all, from, subscription.filter(), key.most(), true));
  }

  private boolean hasMore(Position position) {
    for (int i = 0; i < queues.length; i++) {
      if ((i < position.queues() ? position.at(i) : 0) < queues[i].maxOffset()) {
        return true;
      }
    }
    return false;
  }

  private void pump(Subscription subscription, OtherQueues.Found found) {
    Position from = subscription.position().grown(queues.length);
    ReadKey key =
        new ReadKey(subscription.filterText(), from, subscription.readSize(), found.queue());
    read(
        key,
        subscription,
        () ->
            found.chunk().bytes() > BatchReader.MAX_LIGHT_BYTES
                ? null
                : reader.encode(found.chunk(), found.queue(), from, key.most()),
        () -> newReader().encode(found.chunk(), found.queue(), from, key.most()));
  }

  /**
   * Gives a subscription what somebody else has read, or what is read for it.
   *
   * @param atOnce gives null when it would take too long
   */
  private void read(
      ReadKey key,
      Subscription subscription,
      Supplier<@Nullable Batch> atOnce,
      Callable<@Nullable Batch> aside) {
    List<Subscription> waiting = coldReads.get(key);
    if (waiting != null) {
      subscription.reading(true);
      waiting.add(subscription);
      return;
    }
    Batch batch = batches.get(key);
    if (batch == null) {
      batch = atOnce.get();
      if (batch == null) {
        readCold(key, subscription, aside);
        return;
      }
      if (batches.size() < MAX_BATCHES) {
        batches.put(key, batch);
      }
    }
    give(subscription, batch);
  }

  private void readCold(ReadKey key, Subscription first, Callable<@Nullable Batch> aside) {
    List<Subscription> waiting = new ArrayList<>();
    waiting.add(first);
    first.reading(true);
    coldReads.put(key, waiting);
    source
        .coldReads()
        .executeBlocking(aside, false)
        .onComplete(done -> coldReadDone(key, done.result(), done.cause()));
  }

  private void coldReadDone(ReadKey key, @Nullable Batch batch, @Nullable Throwable failure) {
    List<Subscription> waiting = Objects.requireNonNull(coldReads.remove(key));
    if (batch == null) {
      LOG.warn("reading topic {} for browsers failed, trying again", topic, failure);
      vertx.setTimer(
          FAILED_READ_PAUSE_MS,
          id -> {
            waiting.forEach(each -> each.reading(false));
            waiting.forEach(this::ready);
          });
      return;
    }
    for (Subscription each : waiting) {
      each.reading(false);
      if (each.isOpen() && each.position().grown(key.from().queues()).equals(key.from())) {
        give(each, batch);
      } else {
        // the topic was made anew in the meantime
        ready(each);
      }
    }
  }

  private void give(Subscription subscription, Batch batch) {
    int count = Math.min(batch.messages().size(), subscription.credit().left());
    subscription.moveTo(batch.after(count));
    if (batch.lost() != null) {
      subscription.lost(batch.lost());
    }
    subscription.deliver(batch, count);
    source.stats().delivered(count, batch.bytes(count));
    OtherQueues elsewhere = others;
    boolean othersTurn =
        !batch.isOthers() && count > 0 && elsewhere != null && !elsewhere.isEmpty();
    if (othersTurn) {
      subscription.othersTurn(true);
    }
    if (othersTurn || batch.more() || count < batch.messages().size()) {
      ready(subscription);
    }
  }
}

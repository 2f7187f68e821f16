package io.cometmq.web.feed;

import io.cometmq.bus.DispatchEvent;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.util.Clock;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.StartAt;
import io.cometmq.web.remote.OtherBrokers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All feeds of one event loop, which owns it. */
public final class TopicFeeds implements Feeds {
  private static final long CATCH_UP_POLL_MS = 20;
  private static final long COMPANY_POLL_MS = 20;
  private static final long TICK_MS = 1_000;
  private static final long RING_RETRY_MS = 2;
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeeds.class);

  private final Vertx vertx;
  private final int loop;
  private final FeedSource source;
  private final OffsetSearch search;
  private final @Nullable OtherBrokers others;
  private final Clock clock;
  private final long timer;
  private final Map<String, TopicFeed> feeds = new HashMap<>();

  /**
   * Creates it; to be used on the calling context.
   *
   * @param loop the number under which this loop is told of arrivals
   * @param others how to reach other brokers; null to read this one's queues only
   */
  public TopicFeeds(
      Vertx vertx, int loop, FeedSource source, @Nullable OtherBrokers others, Clock clock) {
    this.vertx = vertx;
    this.loop = loop;
    this.source = source;
    this.search = new OffsetSearch(source.store().commitLog());
    this.others = others;
    this.clock = clock;
    this.timer = others == null ? -1 : vertx.setPeriodic(TICK_MS, id -> tick());
  }

  @Override
  public void open(
      Subscription subscription,
      StartAt start,
      Consumer<Opened> opened,
      Consumer<CometException> failed) {
    Cursor cursor =
        start instanceof StartAt.At at
            ? Cursor.parse(at.cursor()).seenBy(source.broker(), source.epoch())
            : null;
    open(subscription, new Opening(start, cursor, clock.millis(), opened, failed));
  }

  /** What a subscription begins with, and who is told. */
  private record Opening(
      StartAt start,
      @Nullable Cursor cursor,
      long nowMs,
      Consumer<Opened> opened,
      Consumer<CometException> failed) {}

  private void open(Subscription subscription, Opening opening) {
    if (others != null && others.company() == OtherBrokers.Company.UNKNOWN) {
      vertx.setTimer(
          COMPANY_POLL_MS,
          id -> {
            if (!subscription.isClosed()) {
              open(subscription, opening);
            }
          });
      return;
    }
    TopicFeed feed = feed(subscription.topic());
    OtherQueues elsewhere = feed.others();
    Cursor cursor = opening.cursor();
    if (elsewhere == null) {
      Elsewhere kept = cursor == null ? Elsewhere.NONE : cursor.elsewhere();
      open(feed, subscription, opening, new OthersStart(kept, null));
    } else {
      elsewhere
          .known()
          .compose(known -> elsewhere.begin(opening.start(), cursor, opening.nowMs()))
          .onSuccess(found -> open(feed, subscription, opening, found));
    }
  }

  private void open(
      TopicFeed feed, Subscription subscription, Opening opening, OthersStart elsewhere) {
    if (subscription.isClosed()) {
      return;
    }
    feed.refreshQueues();
    Cursor cursor = opening.cursor();
    if (cursor != null) {
      resume(feed, subscription, cursor, opening, elsewhere);
    } else if (opening.start() instanceof StartAt.Time time) {
      ConsumeQueue[] queues = feed.queues();
      source
          .coldReads()
          .executeBlocking(() -> search(queues, time.epochMs()), false)
          .onSuccess(found -> begin(feed, subscription, FoundStart.at(found), opening, elsewhere))
          .onFailure(cause -> notFound(subscription, cause, opening.failed()));
    } else {
      boolean earliest = opening.start() instanceof StartAt.Earliest;
      Position found = earliest ? feed.earliest() : feed.latest();
      begin(feed, subscription, FoundStart.at(found), opening, elsewhere);
    }
  }

  private Position search(ConsumeQueue[] queues, long epochMs) {
    long[] next = new long[queues.length];
    for (int i = 0; i < next.length; i++) {
      next[i] = search.firstAtOrAfter(queues[i], epochMs);
    }
    return new Position(next);
  }

  private static void notFound(
      Subscription subscription, Throwable cause, Consumer<CometException> failed) {
    LOG.warn("looking for the start in topic {} failed", subscription.topic(), cause);
    failed.accept(new CometException(ErrorCode.INTERNAL, "reading the store failed: " + cause));
  }

  private void resume(
      TopicFeed feed,
      Subscription subscription,
      Cursor cursor,
      Opening opening,
      OthersStart elsewhere) {
    if (subscription.isClosed()) {
      return;
    }
    ConsumeQueue[] queues = feed.queues();
    Consumer<FoundStart> found =
        start -> {
          if (FoundStart.TRUNCATED.equals(start.reason()) && isCatchingUp()) {
            // right after a start the queues may still be on their way to where the cursor is
            vertx.setTimer(
                CATCH_UP_POLL_MS, id -> resume(feed, subscription, cursor, opening, elsewhere));
          } else {
            begin(feed, subscription, start, opening, elsewhere);
          }
        };
    FoundStart atOnce = FoundStart.of(cursor, source, queues, search, false);
    if (atOnce != null) {
      found.accept(atOnce);
    } else {
      source
          .coldReads()
          .executeBlocking(
              () -> Objects.requireNonNull(FoundStart.of(cursor, source, queues, search, true)),
              false)
          .onSuccess(found::accept)
          .onFailure(cause -> notFound(subscription, cause, opening.failed()));
    }
  }

  private boolean isCatchingUp() {
    return source.store().dispatcher().dispatchedPosition() < source.store().visibleEnd();
  }

  private void begin(
      TopicFeed found,
      Subscription subscription,
      FoundStart here,
      Opening opening,
      OthersStart elsewhere) {
    if (subscription.isClosed()) {
      return;
    }
    FoundStart start = here.with(elsewhere.elsewhere(), elsewhere.reason());
    // the one that was there when the search began may have been left by its last page
    TopicFeed feed = feed(subscription.topic());
    subscription.open(start.position(), OthersStart.sinceMs(opening.start(), opening.nowMs()));
    source.stats().subscriptions(1);
    Set<String> missing = found.missing(start.position());
    source.stats().incomplete(subscription.missing(missing));
    opening
        .opened()
        .accept(
            new Opened(
                start.reason() == null,
                start.reason(),
                cursor(subscription),
                found.lag(start.position()),
                missing));
    feed.add(subscription);
  }

  private TopicFeed feed(String topic) {
    TopicFeed known = feeds.get(topic);
    if (known == null) {
      known = new TopicFeed(topic, vertx, loop, source);
      feeds.put(topic, known);
      tellDispatch(new DispatchEvent.Watch(known));
      lookElsewhere(topic, known);
    }
    return known;
  }

  private void lookElsewhere(String topic, TopicFeed feed) {
    if (others != null
        && feed.others() == null
        && others.company() == OtherBrokers.Company.OTHERS) {
      feed.follow(new OtherQueues(topic, vertx, others, source.remoteStats(), feed));
    }
  }

  private void tick() {
    feeds.forEach(
        (topic, feed) -> {
          lookElsewhere(topic, feed);
          OtherQueues elsewhere = feed.others();
          if (elsewhere != null) {
            elsewhere.tick();
          }
        });
  }

  @Override
  public Future<?> stop() {
    if (others == null) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(timer);
    return others.close();
  }

  private void tellDispatch(DispatchEvent event) {
    if (!source.watch().test(event)) {
      vertx.setTimer(RING_RETRY_MS, id -> tellDispatch(event));
    }
  }

  @Override
  public void ready(Subscription subscription) {
    TopicFeed feed = feeds.get(subscription.topic());
    if (feed != null) {
      feed.ready(subscription);
    }
  }

  @Override
  public void close(Subscription subscription) {
    if (subscription.isOpen()) {
      source.stats().subscriptions(-1);
    }
    source.stats().lagging(subscription.behind(false));
    source.stats().incomplete(subscription.missing(Set.of()));
    subscription.close();
    TopicFeed feed = feeds.get(subscription.topic());
    if (feed != null && feed.remove(subscription)) {
      feeds.remove(subscription.topic());
      feed.close();
      tellDispatch(new DispatchEvent.Unwatch(feed));
    }
  }

  @Override
  public long lag(Subscription subscription) {
    TopicFeed feed = feeds.get(subscription.topic());
    return feed == null ? 0 : feed.lag(subscription.position());
  }

  @Override
  public long lagNow(Subscription subscription) {
    long lag = subscription.isHeldUp() ? lag(subscription) : 0;
    source.stats().lagging(subscription.behind(lag > 0));
    return lag;
  }

  @Override
  public String cursor(Subscription subscription) {
    return new Cursor(
            source.epoch(),
            source.broker(),
            source.store().visibleEnd(),
            subscription.position().copy(),
            subscription.position().elsewhere())
        .text();
  }

  /** How many topics are followed. */
  public int size() {
    return feeds.size();
  }
}

package io.cometmq.web.feed;

import io.cometmq.bus.DispatchEvent;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.OffsetSearch;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.StartAt;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All feeds of one event loop, which owns it. */
public final class TopicFeeds implements Feeds {
  private static final long CATCH_UP_POLL_MS = 20;
  private static final long RING_RETRY_MS = 2;
  private static final Logger LOG = LoggerFactory.getLogger(TopicFeeds.class);

  private final Vertx vertx;
  private final int loop;
  private final FeedSource source;
  private final OffsetSearch search;
  private final Map<String, TopicFeed> feeds = new HashMap<>();

  /**
   * Creates it; to be used on the calling context.
   *
   * @param loop the number under which this loop is told of arrivals
   */
  public TopicFeeds(Vertx vertx, int loop, FeedSource source) {
    this.vertx = vertx;
    this.loop = loop;
    this.source = source;
    this.search = new OffsetSearch(source.store().commitLog());
  }

  @Override
  public void open(
      Subscription subscription,
      StartAt start,
      Consumer<Opened> opened,
      Consumer<CometException> failed) {
    TopicFeed feed = feed(subscription.topic());
    feed.refreshQueues();
    if (start instanceof StartAt.Latest) {
      begin(feed, subscription, FoundStart.at(feed.latest()), opened);
    } else if (start instanceof StartAt.Earliest) {
      begin(feed, subscription, FoundStart.at(feed.earliest()), opened);
    } else if (start instanceof StartAt.Time time) {
      ConsumeQueue[] queues = feed.queues();
      source
          .coldReads()
          .executeBlocking(() -> search(queues, time.epochMs()), false)
          .onSuccess(found -> begin(feed, subscription, FoundStart.at(found), opened))
          .onFailure(cause -> notFound(subscription, cause, failed));
    } else if (start instanceof StartAt.At at) {
      resume(feed, subscription, Cursor.parse(at.cursor()), opened, failed);
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
      Consumer<Opened> opened,
      Consumer<CometException> failed) {
    if (subscription.isClosed()) {
      return;
    }
    ConsumeQueue[] queues = feed.queues();
    Consumer<FoundStart> found =
        start -> {
          if (FoundStart.TRUNCATED.equals(start.reason()) && isCatchingUp()) {
            // right after a start the queues may still be on their way to where the cursor is
            vertx.setTimer(
                CATCH_UP_POLL_MS, id -> resume(feed, subscription, cursor, opened, failed));
          } else {
            begin(feed, subscription, start, opened);
          }
        };
    FoundStart atOnce = FoundStart.of(cursor, source, queues, false);
    if (atOnce != null) {
      found.accept(atOnce);
    } else {
      source
          .coldReads()
          .executeBlocking(
              () -> Objects.requireNonNull(FoundStart.of(cursor, source, queues, true)), false)
          .onSuccess(found::accept)
          .onFailure(cause -> notFound(subscription, cause, failed));
    }
  }

  private boolean isCatchingUp() {
    return source.store().dispatcher().dispatchedPosition() < source.store().visibleEnd();
  }

  private void begin(
      TopicFeed found, Subscription subscription, FoundStart start, Consumer<Opened> opened) {
    if (subscription.isClosed()) {
      return;
    }
    // the one that was there when the search began may have been left by its last page
    TopicFeed feed = feed(subscription.topic());
    subscription.open(start.position());
    source.stats().subscriptions(1);
    opened.accept(
        new Opened(
            start.reason() == null,
            start.reason(),
            cursor(subscription),
            found.lag(start.position())));
    feed.add(subscription);
  }

  private TopicFeed feed(String topic) {
    TopicFeed known = feeds.get(topic);
    if (known == null) {
      known = new TopicFeed(topic, vertx, loop, source);
      feeds.put(topic, known);
      tellDispatch(new DispatchEvent.Watch(known));
    }
    return known;
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
    subscription.close();
    TopicFeed feed = feeds.get(subscription.topic());
    if (feed != null && feed.remove(subscription)) {
      feeds.remove(subscription.topic());
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
            subscription.position().copy())
        .text();
  }

  /** How many topics are followed. */
  public int size() {
    return feeds.size();
  }
}

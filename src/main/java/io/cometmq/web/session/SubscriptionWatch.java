package io.cometmq.web.session;

import io.cometmq.web.feed.Feeds;
import io.cometmq.web.feed.Subscription;

/** Tells a page how far a subscription is behind. Owned by the event loop of its socket. */
final class SubscriptionWatch {
  private static final long CURSOR_MS = 10_000;

  private final Subscription subscription;
  private boolean behind;
  private long cursorMs;

  SubscriptionWatch(Subscription subscription) {
    this.subscription = subscription;
  }

  Subscription subscription() {
    return subscription;
  }

  /** Pushes the lag while there is one, and once more when it is gone. */
  void tick(long nowMs, Feeds feeds, PageSocket socket) {
    long lag = feeds.lagNow(subscription);
    if (socket.isFull()) {
      return;
    }
    if (lag > 0 || behind) {
      long sentMs = subscription.lastTimeMs();
      long millis = lag == 0 || sentMs == 0 ? 0 : Math.max(0, nowMs - sentMs);
      socket.send(Answers.lag(subscription.id(), lag, millis));
      behind = lag > 0;
    }
    if (subscription.hasMovedSilently() && nowMs - cursorMs >= CURSOR_MS) {
      cursorMs = nowMs;
      subscription.cursorTold();
      socket.send(Answers.cursor(subscription.id(), feeds.cursor(subscription)));
    }
  }
}

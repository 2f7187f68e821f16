package io.cometmq.web.feed;

import java.util.concurrent.atomic.LongAdder;

/** What pages read, over all event loops. Safe for any thread. */
public final class FeedStats {
  private final LongAdder subscriptions = new LongAdder();
  private final LongAdder lagging = new LongAdder();
  private final LongAdder incomplete = new LongAdder();
  private final LongAdder deliveries = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** So many more subscriptions are open. */
  void subscriptions(int more) {
    subscriptions.add(more);
  }

  /** So many more subscriptions are behind. */
  void lagging(int more) {
    lagging.add(more);
  }

  /** So many more subscriptions lack a broker. */
  void incomplete(int more) {
    incomplete.add(more);
  }

  void delivered(int messages, long moreBytes) {
    deliveries.add(messages);
    bytes.add(moreBytes);
  }

  /** Subscriptions that are open. */
  public long subscriptions() {
    return subscriptions.sum();
  }

  /** Subscriptions with messages that could not be sent yet. */
  public long lagging() {
    return lagging.sum();
  }

  /** Subscriptions that lack the queues of a broker which can't be reached. */
  public long incomplete() {
    return incomplete.sum();
  }

  /** Messages that were handed to sockets since the start, each counted for each socket. */
  public long deliveries() {
    return deliveries.sum();
  }

  /** Bytes of these messages as JSON. */
  public long bytes() {
    return bytes.sum();
  }
}

package io.cometmq.web.feed;

import java.util.Collection;

/** Where a subscription's messages go. Used on one event loop. */
public interface Outlet {
  /** Whether so much waits to be sent that nothing more may be read. */
  boolean isFull();

  /**
   * Messages were gone before they could be sent.
   *
   * @param reason {@code expired}, deleted by retention; or {@code recreated}, their queue has
   *     begun anew
   */
  void lost(Subscription subscription, String reason);

  /**
   * Other brokers can't be reached any more, or again.
   *
   * @param missing those that can't be reached now
   */
  void brokers(Subscription subscription, Collection<String> missing);

  /** Takes the first {@code count} messages of a batch. */
  void deliver(Subscription subscription, Batch batch, int count);
}

package io.cometmq.web.feed;

/** Where a subscription's messages go. Used on one event loop. */
public interface Outlet {
  /** Whether so much waits to be sent that nothing more may be read. */
  boolean isFull();

  /** Messages were deleted by retention before they could be sent. */
  void lost(Subscription subscription);

  /** Takes the first {@code count} messages of a batch. */
  void deliver(Subscription subscription, Batch batch, int count);
}

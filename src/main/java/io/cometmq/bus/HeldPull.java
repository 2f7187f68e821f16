package io.cometmq.bus;

import io.cometmq.filter.MessageFilter;
import io.cometmq.store.queue.ConsumeQueue;

/**
 * A pull that found nothing and waits for a message. Immutable but for what its event loop keeps;
 * owned by the dispatch context from the moment it is parked until it comes back as a {@link
 * LoopTask}.
 */
public interface HeldPull extends LoopTask {
  /** The queue it waits for. */
  ConsumeQueue queue();

  /** The first offset it has not seen. */
  long offset();

  /** When it must be answered at the latest, in milliseconds since the epoch. */
  long deadlineMs();

  /** Which messages it waits for. */
  MessageFilter filter();

  /** Whether its connection is gone, so that nobody waits for the answer. */
  boolean isAbandoned();
}

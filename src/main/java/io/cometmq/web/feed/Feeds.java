package io.cometmq.web.feed;

import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.StartAt;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** Gives subscriptions their messages. Used on one event loop. */
public interface Feeds {
  /**
   * Begins a subscription; messages come after {@code opened} has been called.
   *
   * @param failed is called instead when it can't begin
   */
  void open(
      Subscription subscription,
      StartAt start,
      Consumer<Opened> opened,
      Consumer<CometException> failed);

  /** It may go on: there is credit again, or room in its outlet. */
  void ready(Subscription subscription);

  /** Ends a subscription. */
  void close(Subscription subscription);

  /** Messages between its position and the topic's end, before filtering. */
  long lag(Subscription subscription);

  /** The same where it is held up, else 0; must be asked every second, as it is counted, too. */
  long lagNow(Subscription subscription);

  /** Its position. */
  String cursor(Subscription subscription);

  /** Ends the connections to other brokers. */
  Future<?> stop();
}

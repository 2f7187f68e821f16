package io.cometmq.broker.connection.handler;

import io.cometmq.filter.FilterException;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.SubscriptionData;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import org.jspecify.annotations.Nullable;

/** Compiles what clients subscribe to. Stateless. */
final class Subscriptions {
  private Subscriptions() {}

  /**
   * The filter of a subscription.
   *
   * @throws RefusedException when its expression is wrong
   */
  static MessageFilter filterOf(SubscriptionData subscription) {
    try {
      return MessageFilter.of(subscription);
    } catch (FilterException e) {
      throw new RefusedException(
          ResponseCode.SUBSCRIPTION_PARSE_FAILED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The filter of an expression as it comes in a header.
   *
   * @param type TAG if null or empty
   * @throws RefusedException when the expression is wrong
   */
  static MessageFilter filterOf(@Nullable String type, @Nullable String expression) {
    return filterOf(SubscriptionData.parse("", type, expression));
  }
}

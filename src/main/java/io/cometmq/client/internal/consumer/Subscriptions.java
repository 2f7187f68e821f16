package io.cometmq.client.internal.consumer;

import io.cometmq.client.Filter;
import io.cometmq.model.SubscriptionData;

/** Filters as brokers are told of them. Stateless. */
final class Subscriptions {
  private Subscriptions() {}

  /**
   * What a filter means for a topic.
   *
   * @param version grows with each change
   */
  static SubscriptionData of(String topic, Filter filter, long version) {
    SubscriptionData parsed =
        SubscriptionData.parse(topic, filter.kind().name(), filter.expression());
    return new SubscriptionData(
        topic,
        parsed.subString(),
        parsed.tagsSet(),
        parsed.codeSet(),
        version,
        parsed.expressionType(),
        false);
  }
}

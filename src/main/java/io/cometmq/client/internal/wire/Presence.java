package io.cometmq.client.internal.wire;

import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import java.util.List;

/** A producer or consumer that brokers are to know of. Called on the client's loop. */
public interface Presence {
  /** The producer's group, empty for none. */
  default List<String> producerGroups() {
    return List.of();
  }

  /** The consumer's group and subscriptions, empty for none. */
  default List<ConsumerData> consumers() {
    return List.of();
  }
}

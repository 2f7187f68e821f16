package io.cometmq.client;

import org.jspecify.annotations.Nullable;

/**
 * Which brokers something is done on. Immutable.
 *
 * @param cluster only those of this cluster, null for any
 * @param broker only the one of this name, null for any
 */
public record BrokerScope(@Nullable String cluster, @Nullable String broker) {
  private static final BrokerScope ALL = new BrokerScope(null, null);

  /** All brokers of all clusters. */
  public static BrokerScope all() {
    return ALL;
  }

  /** All brokers of a cluster. */
  public static BrokerScope cluster(String name) {
    return new BrokerScope(name, null);
  }

  /** One broker. */
  public static BrokerScope broker(String name) {
    return new BrokerScope(null, name);
  }
}

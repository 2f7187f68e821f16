package io.cometmq.nameserver.route;

import io.cometmq.model.DataVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which brokers have been heard of lately. Owned by the routing context. */
final class LiveBrokerTable {
  /** A broker's place: the same address may serve two clusters. */
  record Key(String cluster, String address) {}

  /** A broker that was heard of. */
  record LiveBroker(
      long lastMs,
      long timeoutMs,
      DataVersion version,
      String haServerAddr,
      Object channel,
      String brokerName,
      long brokerId) {
    LiveBroker at(long nowMs) {
      return new LiveBroker(nowMs, timeoutMs, version, haServerAddr, channel, brokerName, brokerId);
    }
  }

  private final Map<Key, LiveBroker> brokers = new HashMap<>();

  @Nullable LiveBroker find(Key key) {
    return brokers.get(key);
  }

  void put(Key key, LiveBroker broker) {
    brokers.put(key, broker);
  }

  void remove(Key key) {
    brokers.remove(key);
  }

  void touch(Key key, long nowMs) {
    brokers.computeIfPresent(key, (same, broker) -> broker.at(nowMs));
  }

  /** Those that were silent for longer than they said they would be. */
  Map<Key, LiveBroker> expired(long nowMs) {
    return matching(broker -> broker.lastMs() + broker.timeoutMs() < nowMs);
  }

  /** Those that registered over a connection. */
  Map<Key, LiveBroker> on(Object channel) {
    return matching(broker -> broker.channel() == channel);
  }

  private Map<Key, LiveBroker> matching(Predicate<LiveBroker> condition) {
    Map<Key, LiveBroker> found = new HashMap<>();
    brokers.forEach(
        (key, broker) -> {
          if (condition.test(broker)) {
            found.put(key, broker);
          }
        });
    return found;
  }

  int size() {
    return brokers.size();
  }
}

package io.cometmq.client.internal.wire;

import io.cometmq.model.BrokerData;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.Permission;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a topic's queues are. Immutable.
 *
 * @param route what the NameServer said
 * @param writable queues that have a master and may be written, by broker and number
 * @param readable queues that may be read, by broker and number
 * @param masters address by broker
 * @param provisional whether the topic does not exist yet, and these are the queues it will have
 */
public record TopicQueues(
    TopicRoute route,
    List<MessageQueue> writable,
    List<MessageQueue> readable,
    Map<String, String> masters,
    boolean provisional) {

  /** Reads a route. */
  static TopicQueues of(String topic, TopicRoute route) {
    return of(topic, route, Integer.MAX_VALUE, false);
  }

  /** The queues that a topic will have which is created after the pattern of this route. */
  static TopicQueues provisional(String topic, TopicRoute pattern, int mostQueues) {
    return of(topic, pattern, mostQueues, true);
  }

  private static TopicQueues of(String topic, TopicRoute route, int most, boolean provisional) {
    Map<String, String> masters = new HashMap<>();
    Map<String, String> readers = new HashMap<>();
    for (BrokerData broker : route.brokers()) {
      if (broker.brokerAddrs().isEmpty()) {
        continue;
      }
      String master = broker.brokerAddrs().get(0L);
      if (master != null) {
        masters.put(broker.brokerName(), master);
      }
      readers.put(
          broker.brokerName(),
          master != null ? master : broker.brokerAddrs().get(broker.brokerAddrs().firstKey()));
    }
    List<MessageQueue> writable = new ArrayList<>();
    List<MessageQueue> readable = new ArrayList<>();
    List<QueueData> sorted = new ArrayList<>(route.queues());
    sorted.sort(Comparator.comparing(QueueData::brokerName));
    for (QueueData data : sorted) {
      String broker = data.brokerName();
      if (Permission.isWritable(data.perm()) && masters.containsKey(broker)) {
        add(writable, topic, broker, Math.min(most, data.writeQueueNums()));
      }
      if (Permission.isReadable(data.perm()) && readers.containsKey(broker)) {
        add(readable, topic, broker, Math.min(most, data.readQueueNums()));
      }
    }
    return new TopicQueues(
        route, List.copyOf(writable), List.copyOf(readable), Map.copyOf(readers), provisional);
  }

  private static void add(List<MessageQueue> to, String topic, String broker, int count) {
    for (int i = 0; i < count; i++) {
      to.add(new MessageQueue(topic, broker, i));
    }
  }

  /** Address of a broker, null when it is not in the route. */
  public @Nullable String address(String broker) {
    return masters.get(broker);
  }
}

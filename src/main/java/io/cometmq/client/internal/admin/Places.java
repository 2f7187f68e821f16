package io.cometmq.client.internal.admin;

import io.cometmq.client.TopicAdmin.Place;
import io.cometmq.model.BrokerData;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicRoute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where topics are. Stateless. */
final class Places {
  private Places() {}

  /** The places of a route, by broker. */
  static List<Place> of(TopicRoute route) {
    Map<String, BrokerData> byName = new HashMap<>();
    route.brokers().forEach(broker -> byName.put(broker.brokerName(), broker));
    List<Place> places = new ArrayList<>();
    for (QueueData queues : route.queues()) {
      BrokerData broker = byName.get(queues.brokerName());
      if (broker != null) {
        places.add(
            new Place(
                broker.cluster(),
                broker.brokerName(),
                broker.brokerAddrs(),
                queues.readQueueNums(),
                queues.writeQueueNums(),
                queues.perm()));
      }
    }
    places.sort(Comparator.comparing(Place::broker));
    return places;
  }

  /** The queues that consumers may have committed offsets for, by broker and number. */
  static List<MessageQueue> queues(String topic, TopicRoute route) {
    List<MessageQueue> queues = new ArrayList<>();
    for (Place place : of(route)) {
      for (int i = 0; i < place.readQueues(); i++) {
        queues.add(new MessageQueue(topic, place.broker(), i));
      }
    }
    return queues;
  }
}

package io.cometmq.soak;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.Peer;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerProducer;
import java.util.Random;

/**
 * What lanes are made of.
 *
 * @param random of the lane, from the run's seed
 */
record Wiring(Peer peer, String namesrv, PeerAdmin admin, Random random) {
  /** Makes a topic. */
  String topic(String name, int queues) {
    String said =
        admin.run(
            "updateTopic",
            "-c",
            "DefaultCluster",
            "-t",
            name,
            "-r",
            "" + queues,
            "-w",
            "" + queues);
    if (!said.contains("create topic to")) {
      throw new IllegalStateException("topic " + name + " was not made: " + said);
    }
    return name;
  }

  PeerProducer producer(String lane) {
    return peer.producer("soak-producer-" + lane, namesrv);
  }

  ConsumerSpec consumer(String lane, String topic) {
    return ConsumerSpec.of("soak-consumer-" + lane, namesrv, topic);
  }
}

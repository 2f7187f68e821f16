package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.Rebalance;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.PeerFormats;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.PeerLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Members of either kind come to the same result. */
final class AllocationIT {
  @ParameterizedTest
  @CsvSource({
    "AVERAGE, AllocateMessageQueueAveragely",
    "CIRCULAR, AllocateMessageQueueAveragelyByCircle",
    "CONSISTENT_HASH, AllocateMessageQueueConsistentHash"
  })
  void shouldShareAsTheOfficialClientDoes(Rebalance rebalance, String rule) {
    PeerFormats official = PeerLoader.formats();
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    System.out.println("AllocationIT " + rebalance + " seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<MessageQueue> queues = queues(random);
      List<String> members = members(random);
      List<MessageQueue> given = new ArrayList<>();
      for (String member : members) {
        List<MessageQueue> own =
            Membership.share(rebalance, "space%topic", queues, members, member);
        assertThat(own)
            .as("seed %d, round %d, %s of %s", seed, round, member, members)
            .containsExactlyElementsOf(
                official
                    .allocate(
                        rule, queues.stream().map(AllocationIT::peer).toList(), members, member)
                    .stream()
                    .map(each -> new MessageQueue("topic", each.brokerName(), each.queueId()))
                    .toList());
        given.addAll(own);
      }
      assertThat(given).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(queues);
    }
    assertThat(Membership.share(rebalance, "topic", queues(random), List.of("a", "b"), "c"))
        .isEmpty();
    assertThat(Membership.share(rebalance, "topic", queues(random), List.of(), "c")).isEmpty();
  }

  private static PeerQueue peer(MessageQueue queue) {
    return new PeerQueue("space%" + queue.topic(), queue.brokerName(), queue.queueId());
  }

  private static List<MessageQueue> queues(Random random) {
    List<MessageQueue> queues = new ArrayList<>();
    int brokers = 1 + random.nextInt(3);
    for (int broker = 0; broker < brokers; broker++) {
      int count = 1 + random.nextInt(16);
      for (int i = 0; i < count; i++) {
        queues.add(new MessageQueue("topic", "broker-" + broker, i));
      }
    }
    return queues;
  }

  private static List<String> members(Random random) {
    TreeSet<String> members = new TreeSet<>();
    int count = 1 + random.nextInt(9);
    while (members.size() < count) {
      members.add("192.168.0." + random.nextInt(256) + "@" + random.nextInt(100_000));
    }
    return List.copyOf(members);
  }
}

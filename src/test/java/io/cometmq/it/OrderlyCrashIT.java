package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Strict order in each queue, whatever dies: a consumer without farewell, and then the broker. */
@Execution(ExecutionMode.CONCURRENT)
final class OrderlyCrashIT {
  private static final int QUEUES = 4;
  private static final int STEP = 25;

  @ParameterizedTest
  @EnumSource
  void shouldKeepOrderThroughCrashes(Client client, @TempDir Path directory) throws Exception {
    Set<String> byFirst = ConcurrentHashMap.newKeySet();
    Set<String> bySecond = ConcurrentHashMap.newKeySet();
    try (BrokerProcess broker = BrokerProcess.start(directory);
        PeerProducer producer = client.peer().producer("producers", broker.namesrv())) {
      String topic = Wire.topic(broker, "strict", QUEUES);
      Scene scene = new Scene(producer, topic, directory.resolve("deliveries.txt"));
      ConsumerSpec spec = ConsumerSpec.of("strictly", broker.namesrv(), topic).asOrderly();
      try (PeerConsumer first =
          client
              .peer()
              .pushConsumer(spec.named("first"), message -> scene.note(byFirst, message))) {
        try (ConsumerProcess crashing = ConsumerProcess.start(client, spec, scene.log)) {
          patiently().until(() -> scene.share(first) == QUEUES / 2);
          patiently()
              .until(
                  () -> {
                    scene.sendToAll(1);
                    return !byFirst.containsAll(crashing.received());
                  });
          scene.sendToAll(STEP);
          crashing.crash();
        }
        scene.sendToAll(STEP);
        patiently().until(() -> scene.share(first) == QUEUES);
        try (PeerConsumer second =
            client
                .peer()
                .pushConsumer(spec.named("second"), message -> scene.note(bySecond, message))) {
          scene.sendToAll(STEP);
          patiently().until(() -> scene.share(second) == QUEUES / 2);
          broker.kill();
          broker.restart();
          scene.sendToAll(STEP);
          patiently().until(() -> Set.copyOf(scene.deliveries()).size() == scene.sent * QUEUES);
          assertThat(bySecond).isNotEmpty();
        }
      }
      for (int queue = 0; queue < QUEUES; queue++) {
        scene.assertNothingSkipped(queue);
      }
    }
  }

  /** What is sent, and all deliveries in their order. */
  private static final class Scene {
    private final PeerProducer producer;
    private final String topic;
    private final Path log;
    private int sent;

    Scene(PeerProducer producer, String topic, Path log) {
      this.producer = producer;
      this.topic = topic;
      this.log = log;
    }

    /** What was delivered may come again, but nothing before all that is in front of it. */
    void assertNothingSkipped(int queue) throws IOException {
      String prefix = queue + " ";
      List<Integer> numbers =
          deliveries().stream()
              .filter(line -> line.startsWith(prefix))
              .map(line -> Integer.valueOf(line.substring(prefix.length())))
              .toList();
      assertThat(numbers.stream().distinct().toList())
          .as("first deliveries of queue %d", queue)
          .isEqualTo(IntStream.range(0, sent).boxed().toList());
      for (int i = 1; i < numbers.size(); i++) {
        assertThat(numbers.get(i))
            .as("delivery %d of queue %d, after %d", i, queue, numbers.get(i - 1))
            .isLessThanOrEqualTo(numbers.get(i - 1) + 1);
      }
    }

    void sendToAll(int count) {
      for (int i = 0; i < count; i++) {
        for (int queue = 0; queue < QUEUES; queue++) {
          sendSurely(queue + " " + sent, queue);
        }
        sent++;
      }
    }

    /**
     * A client that has lost its broker needs a moment to notice; what it sends twice is one text.
     */
    private void sendSurely(String text, int queue) {
      patiently()
          .pollDelay(Duration.ZERO)
          .ignoreExceptionsInstanceOf(PeerException.class)
          .until(() -> producer.sendToQueue(PeerMessage.of(topic, null, text), queue) != null);
    }

    boolean note(Set<String> own, PeerMessage message) {
      try {
        own.add(message.text());
        // one write with O_APPEND: the order of lines is that of deliveries, in all processes
        Files.writeString(
            log, message.text() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return true;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> deliveries() throws IOException {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    int share(PeerConsumer consumer) {
      return (int) consumer.assigned().stream().filter(q -> q.topic().equals(topic)).count();
    }
  }

  /** A consumer that has missed something tries again every 20 seconds. */
  private static ConditionFactory patiently() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}

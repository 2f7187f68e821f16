package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Popped in order, a queue gives nothing more until what it gave is acknowledged. */
final class PopOrderIT {
  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldBlockAQueueUntilAllIsAcknowledged() throws IOException {
    String topic = queue("in-order", 6);
    try (PeerPop pop = Client.V5.peer().pop("ordering", broker.namesrv(), topic)) {
      List<PeerMessage> first = pop.pop(request(topic, 2, 30_000, "a")).messages();
      assertThat(first.stream().map(PeerMessage::text)).containsExactly("0", "1");
      assertThat(first.get(0).properties().getOrDefault("POP_CK", "").split(" ", -1)[3])
          .isEqualTo("999");
      assertThat(pop.pop(request(topic, 2, 30_000, "b")).messages()).isEmpty();
      // the same attempt may ask again
      List<PeerMessage> same = pop.pop(request(topic, 2, 30_000, "a")).messages();
      assertThat(same.stream().map(PeerMessage::text)).containsExactly("0", "1");
      assertThat(pop.ack(same.get(0))).isEqualTo("OK");
      assertThat(pop.pop(request(topic, 2, 30_000, "c")).messages()).isEmpty();
      assertThat(pop.ack(same.get(1))).isEqualTo("OK");
      List<PeerMessage> next = pop.pop(request(topic, 2, 30_000, "d")).messages();
      assertThat(next.stream().map(PeerMessage::text)).containsExactly("2", "3");
    }
  }

  @Test
  void shouldGiveAgainFromTheFirstThatWasNotAcknowledged() throws IOException {
    String topic = queue("again-in-order", 4);
    try (PeerPop pop = Client.V5.peer().pop("again-ordering", broker.namesrv(), topic)) {
      List<PeerMessage> first = pop.pop(request(topic, 3, 1_500, "a")).messages();
      pop.ack(first.get(0));
      // waits until the time of the others is over
      PeerPop.Result again = pop.pop(request(topic, 3, 30_000, "b").waiting(5_000));
      assertThat(again.messages().stream().map(PeerMessage::text)).containsExactly("1", "2", "3");
      // how often they came before, as the client sees it
      assertThat(again.messages().stream().map(PeerMessage::reconsumeTimes))
          .containsExactly(1, 1, 0);
      // a handle of the batch before does not count any more
      pop.ack(first.get(1));
      assertThat(pop.pop(request(topic, 3, 30_000, "c")).messages()).isEmpty();
    }
  }

  @Test
  void shouldHideWhatAConsumerWantsLater() throws IOException {
    String topic = queue("later-in-order", 2);
    try (PeerPop pop = Client.V5.peer().pop("later-ordering", broker.namesrv(), topic)) {
      PeerMessage first = pop.pop(request(topic, 1, 30_000, "a")).messages().get(0);
      pop.changeInvisible(first, 1_000);
      PeerPop.Result again = pop.pop(request(topic, 1, 30_000, "b").waiting(5_000));
      assertThat(again.messages().stream().map(PeerMessage::text)).containsExactly("0");
    }
  }

  @Test
  void shouldWakeWhoWaitsWhenAQueueIsFree() throws IOException {
    String topic = queue("freed-in-order", 2);
    try (PeerPop pop = Client.V5.peer().pop("freed-ordering", broker.namesrv(), topic)) {
      PeerMessage first = pop.pop(request(topic, 1, 30_000, "a")).messages().get(0);
      Thread waiter =
          new Thread(
              () -> {
                PeerPop.Result next = pop.pop(request(topic, 1, 30_000, "b").waiting(20_000));
                next.messages().forEach(pop::ack);
              });
      waiter.start();
      pop.ack(first);
      Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !waiter.isAlive());
      assertThat(pop.pop(request(topic, 1, 30_000, "c")).messages()).isEmpty();
    }
  }

  private static PeerPop.Request request(String topic, int max, long invisibleMs, String attempt) {
    return PeerPop.Request.of(topic, max, invisibleMs).from(0).ordered(attempt);
  }

  private static String queue(String name, int messages) throws IOException {
    String topic = Wire.topic(broker, name, 1);
    for (int i = 0; i < messages; i++) {
      clients.producer(Client.V5).send(PeerMessage.of(topic, null, Integer.toString(i)));
    }
    PeerQueue queue = new PeerQueue(topic, "broker-a", 0);
    Awaitility.await().until(() -> clients.pull(Client.V5).maxOffset(queue) == messages);
    return topic;
  }
}

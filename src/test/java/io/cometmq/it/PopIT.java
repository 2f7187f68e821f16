package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client pops, acknowledges, and gets again what it did not acknowledge. */
final class PopIT {
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
  void shouldGiveEachMessageOnceWhenAcknowledged() throws IOException {
    String topic = Wire.topic(broker, "popped", 4);
    List<String> sent = send(topic, null, 100);
    try (PeerPop pop = pop("popping", topic)) {
      List<PeerMessage> got = new ArrayList<>();
      Awaitility.await()
          .until(
              () -> {
                PeerPop.Result result = pop.pop(PeerPop.Request.of(topic, 32, 2_000));
                got.addAll(result.messages());
                result.messages().forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
                return got.size() >= 100;
              });
      assertThat(got.stream().map(PeerMessage::text)).containsExactlyInAnyOrderElementsOf(sent);
      PeerPop.Result after = pop.pop(PeerPop.Request.of(topic, 32, 2_000).waiting(3_000));
      assertThat(after.status()).isEqualTo("POLLING_NOT_FOUND");
    }
  }

  @Test
  void shouldGiveAgainWhatIsNotAcknowledgedInTime() throws IOException {
    String topic = Wire.topic(broker, "revived", 1);
    send(topic, "tag", 10);
    try (PeerPop pop = pop("reviving", topic)) {
      PeerPop.Result first = pop.pop(PeerPop.Request.of(topic, 32, 1_000));
      assertThat(first.messages()).hasSize(10);
      first.messages().subList(0, 6).forEach(pop::ack);
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 1_000)).messages()).isEmpty();
      List<PeerMessage> again = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () -> {
                again.addAll(
                    pop.pop(PeerPop.Request.of(topic, 32, 5_000).waiting(1_000)).messages());
                return again.size() >= 4;
              });
      assertThat(again.stream().map(PeerMessage::text))
          .containsExactlyInAnyOrder("text 6", "text 7", "text 8", "text 9");
      assertThat(again)
          .allMatch(each -> each.reconsumeTimes() == 1)
          .allMatch(each -> each.topic().equals(topic))
          .allMatch(each -> "tag".equals(each.tags()));
      again.forEach(each -> assertThat(pop.ack(each)).isEqualTo("OK"));
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 1_000).waiting(6_000)).messages()).isEmpty();
    }
  }

  private static PeerPop pop(String group, String topic) {
    return Client.V5.peer().pop(group, broker.namesrv(), topic);
  }

  private static List<String> send(String topic, @Nullable String tag, int count) {
    List<String> texts = IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    texts.forEach(text -> clients.producer(Client.V5).send(PeerMessage.of(topic, tag, text)));
    return texts;
  }
}

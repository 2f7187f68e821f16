package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One message in many light queues (LMQ): stored once, found in each. */
final class LightQueueIT {
  private static final int MESSAGE_ILLEGAL = 13;

  private BrokerProcess broker;
  private Clients clients;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    clients = new Clients(broker.namesrv());
  }

  @AfterEach
  void stop() {
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindMessageInEachOfItsLightQueues(Client client) throws Exception {
    String topic = Wire.topic(broker, "parent", 1);
    PeerProducer producer = clients.producer(client);
    for (int i = 0; i < 10; i++) {
      producer.send(light(topic, "both " + i, "%LMQ%one,%LMQ%two"));
      producer.send(light(topic, "second " + i, "%LMQ%two"));
      producer.send(PeerMessage.of(topic, "t", "none " + i));
    }
    awaitEnd(client, topic, 30);
    assertThat(texts(client, "%LMQ%one", 0)).hasSize(10).allMatch(text -> text.startsWith("both"));
    assertThat(texts(client, "%LMQ%two", 4)).startsWith("both 2", "second 2", "both 3").hasSize(16);

    broker.kill();
    broker.restart();
    producer.send(light(topic, "after", "%LMQ%one,%LMQ%two"));
    awaitEnd(client, "%LMQ%one", 11);
    PeerPullResult last = pull(client, "%LMQ%two", 20);
    assertThat(last.messages()).extracting(PeerMessage::text).containsExactly("after");
    PeerMessage message = last.messages().get(0);
    assertThat(message.topic()).isEqualTo(topic);
    assertThat(message.properties())
        .containsEntry("INNER_MULTI_QUEUE_OFFSET", "00000000000000000010,00000000000000000020");
  }

  @Test
  void shouldRefuseOrdinaryTopicsAsLightOnes() throws IOException {
    String topic = Wire.topic(broker, "strict", 1);
    Map<String, String> fields = Wire.send(topic);
    fields.put("i", "INNER_MULTI_DISPATCH\u0001%LMQ%good,other\u0002");
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer answer = raw.call(Wire.SEND, fields, new byte[1]);
      assertThat(answer.code()).isEqualTo(MESSAGE_ILLEGAL);
      assertThat(answer.remark()).contains("'other'").contains("%LMQ%");
      assertThat(raw.call(Wire.MAX_OFFSET, Map.of("topic", topic, "queueId", "0")).number("offset"))
          .isZero();
    }
  }

  private static PeerMessage light(String topic, String text, String queues) {
    return PeerMessage.of(topic, "t", text).withProperty("INNER_MULTI_DISPATCH", queues);
  }

  private List<String> texts(Client client, String topic, long offset) {
    return pull(client, topic, offset).messages().stream().map(PeerMessage::text).toList();
  }

  private PeerPullResult pull(Client client, String topic, long offset) {
    return clients.pull(client).pull(new PeerQueue(topic, "broker-a", 0), "*", offset, 32);
  }

  private void awaitEnd(Client client, String topic, long end) {
    // the client learns the broker's address from the route of an ordinary topic
    clients.pull(client).fetchQueues("parent");
    PeerQueue queue = new PeerQueue(topic, "broker-a", 0);
    Awaitility.await().until(() -> clients.pull(client).maxOffset(queue) == end);
  }
}

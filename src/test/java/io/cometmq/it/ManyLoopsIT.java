package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several event loops share the broker's port and everything behind it. */
final class ManyLoopsIT {
  private static final int CONNECTIONS = 12;
  private static final int MESSAGES = 500;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory, "net.event-loops=3", "web.handshake-rate=20");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Test
  void shouldServeEachConnectionWhicheverLoopItIsOn() throws IOException {
    String topic = Wire.topic(broker, "loops", 1);
    List<RawConnection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(new RawConnection(broker.port("broker")));
      }
      for (int i = 0; i < CONNECTIONS; i++) {
        RawConnection.Answer stored =
            connections.get(i).call(Wire.SEND, Wire.send(topic), new byte[] {(byte) i});
        assertThat(stored.code()).isZero();
        assertThat(stored.number("queueOffset")).isEqualTo(i);
      }
      // an answer means stored, and dispatch makes it visible right after
      Map<String, String> queue = Map.of("topic", topic, "queueId", "0");
      RawConnection any = connections.get(0);
      Awaitility.await()
          .until(() -> any.call(Wire.MAX_OFFSET, queue).number("offset") == CONNECTIONS);
      // each finds what came over the others, and is woken by what comes over one of them
      for (RawConnection each : connections) {
        RawConnection.Answer pulled = each.call(Wire.PULL, Wire.pull(topic, 0, "*"));
        assertThat(pulled.number("nextBeginOffset")).isEqualTo(CONNECTIONS);
        Map<String, String> held = Wire.held(Wire.pull(topic, CONNECTIONS, "*"), 10_000);
        each.write(RawConnection.frame(Wire.PULL, 77, 0, held, RawConnection.NO_BODY));
      }
      try (RawConnection sender = new RawConnection(broker.port("broker"))) {
        sender.call(Wire.SEND, Wire.send(topic), new byte[] {99});
      }
      for (RawConnection each : connections) {
        RawConnection.Answer woken = each.read();
        assertThat(woken.opaque()).isEqualTo(77);
        assertThat(woken.code()).isZero();
        assertThat(woken.number("nextBeginOffset")).isEqualTo(CONNECTIONS + 1);
      }
    } finally {
      for (RawConnection each : connections) {
        each.close();
      }
    }
  }

  /** Requests for event streams of a closed topic: those that pass the door get another answer. */
  @Test
  void shouldLimitNewPagesOverAllLoopsTogether() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    URI uri = URI.create("http://127.0.0.1:" + broker.port("web") + "/sse?topic=closed");
    long start = System.nanoTime();
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      asked.add(
          http.sendAsync(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()));
    }
    List<Integer> answers = asked.stream().map(each -> each.join().statusCode()).toList();
    long allowed = 20 + 20 * (1 + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    assertThat(answers).containsOnly(403, 503);
    assertThat(answers.stream().filter(code -> code == 403).count()).isBetween(20L, allowed);
    assertThat(Metrics.of(broker).value("comet_web_refused_total{reason=\"rate\"}"))
        .isEqualTo((double) answers.stream().filter(code -> code == 503).count());
  }

  @ParameterizedTest
  @EnumSource
  void shouldServeOfficialClients(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("many-loops"), 8);
    ConsumerSpec spec = ConsumerSpec.of(client.own("looping"), broker.namesrv(), topic);
    Set<String> got = ConcurrentHashMap.newKeySet();
    try (PeerConsumer first = client.peer().pushConsumer(spec, message -> got.add(message.text()));
        PeerConsumer second =
            client.peer().pushConsumer(spec, message -> got.add(message.text()))) {
      for (int i = 0; i < MESSAGES; i++) {
        clients.producer(client).send(PeerMessage.of(topic, null, "message " + i));
      }
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> got.size() == MESSAGES);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !first.assigned().isEmpty() && !second.assigned().isEmpty());
    }
  }
}

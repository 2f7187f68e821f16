package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages go on where they were after the broker was killed, without a gap and without a double. */
final class BrowserResumeIT {
  @Test
  void shouldResumeAfterAKill(@TempDir Path directory) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, "web.topics=open")) {
      Clients clients = new Clients(broker.namesrv());
      String topic = Wire.topic(broker, "open", 4);
      List<String> sent = new ArrayList<>(send(clients, topic, 0, 500));
      List<String> got = new ArrayList<>();
      String cursor;
      try (CometSocket page = CometSocket.connect(broker)) {
        page.subscribe(1, topic, ",'from':'earliest','credit':211");
        got.addAll(page.awaitBodies(1, 211));
        cursor = page.lastCursor(1);
        broker.kill();
        page.closeCode();
      }
      broker.restart();
      try (CometSocket page = CometSocket.connect(broker)) {
        JsonNode opened =
            page.subscribe(1, topic, ",'from':{'cursor':'" + cursor + "'},'credit':1024");
        assertThat(opened.path("recovered").asBoolean()).as(opened.toString()).isTrue();
        page.awaitBodies(1, 289);
        sent.addAll(send(clients, topic, 500, 520));
        got.addAll(page.awaitBodies(1, 309));
      }
      assertThat(got).hasSize(520).containsExactlyInAnyOrderElementsOf(sent);
      clients.close();
    }
  }

  @Test
  void shouldSendPagesAwayWhenItStops(@TempDir Path directory) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, "web.topics=open");
        CometSocket page = CometSocket.connect(broker)) {
      assertThat(broker.stop()).isZero();
      assertThat(page.closeCode()).isEqualTo(4000);
      assertThat(page.received())
          .anyMatch(json -> json.path("goaway").path("reason").asText().equals("drain"));
    }
  }

  @Test
  void shouldEndStreamsWithAPauseWhenItStops(@TempDir Path directory) throws Exception {
    try (BrokerProcess broker = BrokerProcess.start(directory, "web.topics=open")) {
      Wire.topic(broker, "open", 1);
      URI uri = URI.create("http://127.0.0.1:" + broker.port("web") + "/sse?topic=open");
      HttpResponse<Stream<String>> stream =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(broker.stop()).isZero();
      // the last lines of a stream that ends as HTTP wants it: when to come back
      List<String> retries = stream.body().filter(line -> line.startsWith("retry: ")).toList();
      assertThat(retries).hasSize(2);
    }
  }

  private static List<String> send(Clients clients, String topic, int from, int to) {
    List<String> sent = new ArrayList<>();
    for (int i = from; i < to; i++) {
      clients.producer(Client.V5).send(PeerMessage.of(topic, null, "message " + i));
      sent.add("message " + i);
    }
    return sent;
  }
}

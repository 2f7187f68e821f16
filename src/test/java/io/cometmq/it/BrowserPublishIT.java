package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stock clients receive what pages send. */
final class BrowserPublishIT {
  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory, "web.topics=[chat-*:publish+subscribe, read-only]", "web.publish-rate=20");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeSeenByStockConsumers(Client client) throws IOException {
    String topic = Wire.topic(broker, client.own("chat-seen"), 2);
    Queue<PeerMessage> got = new ConcurrentLinkedQueue<>();
    ConsumerSpec spec =
        ConsumerSpec.of(client.own("chat-readers"), broker.namesrv(), topic).withExpression("msg");
    try (PeerConsumer consumer = client.peer().pushConsumer(spec, got::add);
        CometSocket page = CometSocket.connect(broker)) {
      JsonNode answer =
          page.ask(
                  "'publish':{'topic':'"
                      + topic
                      + "','tag':'msg','keys':['k1','k2'],'properties':{'lang':'en'},'body':'grüße'}")
              .path("publish");
      page.ask("'publish':{'topic':'" + topic + "','tag':'other','body':'unseen'}");
      await().atMost(Duration.ofSeconds(30)).until(() -> !got.isEmpty());
      assertThat(consumer.assigned()).isNotEmpty();
      PeerMessage message = got.remove();
      assertThat(message.text()).isEqualTo("grüße");
      assertThat(message.tags()).isEqualTo("msg");
      assertThat(message.keys()).isEqualTo("k1 k2");
      assertThat(message.properties()).containsEntry("lang", "en");
      assertThat(message.msgId()).isEqualTo(answer.path("messageId").asText());
      assertThat(message.queueId()).isEqualTo(answer.path("queue").asInt());
      assertThat(message.queueOffset()).isEqualTo(answer.path("offset").asLong());
    }
  }

  @Test
  void shouldComeBackToPagesWithBytesAndOrder() throws IOException {
    String topic = Wire.topic(broker, "chat-bytes", 8);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, "");
      Set<Integer> queues = new HashSet<>();
      for (int i = 0; i < 5; i++) {
        JsonNode answer =
            page.ask(
                "'publish':{'topic':'"
                    + topic
                    + "','order':'room-3','body':'AP8=','encoding':'base64'}");
        queues.add(answer.path("publish").path("queue").asInt());
      }
      assertThat(queues).containsExactly(Math.abs("room-3".hashCode() % 8));
      page.awaitBodies(1, 5);
      JsonNode message = page.messages(1).get(0);
      assertThat(message.path("body").asText()).isEqualTo("AP8=");
      assertThat(message.path("encoding").asText()).isEqualTo("base64");
    }
  }

  @Test
  void shouldBringTheAnswerOfAStockConsumer() throws IOException {
    String topic = Wire.topic(broker, "chat-quote", 2);
    String long5k = "x".repeat(5_000);
    ConsumerSpec spec = ConsumerSpec.of("chat-quoting", broker.namesrv(), topic);
    try (PeerProducer answering = Client.V5.peer().producer("chat-answers", broker.namesrv());
        PeerConsumer consumer =
            Client.V5
                .peer()
                .pushConsumer(
                    spec,
                    question -> {
                      if (!question.text().equals("silence")) {
                        answering.reply(question, "re: " + question.text());
                      }
                      return true;
                    });
        CometSocket page = CometSocket.connect(broker)) {
      await().until(() -> !consumer.assigned().isEmpty());
      for (String question : List.of("one", long5k)) {
        JsonNode answer =
            page.ask(
                "'request':{'topic':'" + topic + "','body':'" + question + "','timeout':15000}");
        assertThat(answer.path("request").path("body").asText())
            .as(answer.toString())
            .isEqualTo("re: " + question);
      }
      JsonNode late =
          page.ask("'request':{'topic':'" + topic + "','body':'silence','timeout':300}");
      assertThat(late.path("error").path("code").asText()).isEqualTo("TIMEOUT");
      assertThat(late.path("error").path("retry").asBoolean()).isTrue();
    }
  }

  @Test
  void shouldDelay() throws IOException {
    String topic = Wire.topic(broker, "chat-delay", 1);
    try (CometSocket page = CometSocket.connect(broker)) {
      page.subscribe(1, topic, "");
      long sent = System.currentTimeMillis();
      page.ask("'publish':{'topic':'" + topic + "','delay':2000,'body':'later'}");
      page.ask("'publish':{'topic':'" + topic + "','body':'now'}");
      assertThat(page.awaitBodies(1, 2)).containsExactly("now", "later");
      assertThat(System.currentTimeMillis() - sent).isGreaterThanOrEqualTo(1_900);
    }
  }

  @Test
  void shouldMakeTheTopicWhenThatIsAllowed() {
    try (CometSocket page = CometSocket.connect(broker)) {
      assertThat(page.ask("'publish':{'topic':'chat-new','body':'first'}").has("publish")).isTrue();
      page.subscribe(1, "chat-new", ",'from':'earliest'");
      assertThat(page.awaitBodies(1, 1)).containsExactly("first");
    }
  }

  @Test
  void shouldRefuseWithTheFieldsName() {
    try (CometSocket page = CometSocket.connect(broker)) {
      assertRefused(page, "'topic':'read-only','body':''", "FORBIDDEN", "publish.topic");
      assertRefused(page, "'topic':'SCHEDULE_TOPIC_XXXX','body':''", "FORBIDDEN", "publish.topic");
      assertRefused(page, "'topic':'chat-x','body':5", "BAD_REQUEST", "publish.body");
      assertRefused(page, "'topic':'chat-x','body':'','delay':99999999999", "BAD_REQUEST", "delay");
      assertRefused(
          page,
          "'topic':'chat-x','body':'','properties':{'a':'" + "x".repeat(40_000) + "'}",
          "BAD_REQUEST",
          "properties");
      assertRefused(
          page,
          "'topic':'chat-x','body':'" + "x".repeat(300_000) + "'",
          "TOO_LARGE",
          "publish.body");
    }
  }

  @Test
  void shouldLimitTheRateOfOneSocket() {
    try (CometSocket page = CometSocket.connect(broker)) {
      StringBuilder frame = new StringBuilder();
      for (int i = 0; i < 40; i++) {
        frame.append("{'id':").append(100 + i);
        frame.append(",'publish':{'topic':'chat-rate','body':'x'}}\n");
      }
      page.send(frame.toString());
      await().until(() -> page.received().stream().filter(json -> json.has("id")).count() == 41);
      assertThat(page.received())
          .filteredOn(json -> json.path("error").path("code").asText().equals("RATE_LIMITED"))
          .hasSizeBetween(15, 20);
    }
  }

  private static void assertRefused(CometSocket page, String fields, String code, String text) {
    JsonNode error = page.ask("'publish':{" + fields + "}").path("error");
    assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
    assertThat(error.path("message").asText()).contains(text);
  }
}

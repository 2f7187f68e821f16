package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPop;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** Pages as members of groups, beside each other and beside POP clients. */
final class BrowserGroupIT {
  private static final String[] SETTINGS = {"web.topics=open-*", "web.groups=desk-*"};

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory, SETTINGS);
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  private static List<String> send(String topic, int count) {
    List<String> texts = IntStream.range(0, count).mapToObj(i -> "text " + i).toList();
    texts.forEach(text -> clients.producer(Client.V5).send(PeerMessage.of(topic, "t", text)));
    return texts;
  }

  private static void join(CometSocket page, String topic, String group, String more) {
    page.subscribe(1, topic, ",'group':'" + group + "','from':'earliest'" + more);
  }

  private static void settle(CometSocket page, String verb, JsonNode message, String more) {
    JsonNode answer =
        page.ask("'" + verb + "':{'sub':1,'receipts':['" + receipt(message) + "']" + more + "}");
    assertThat(answer.path(verb).path("sub").asInt()).as(answer.toString()).isEqualTo(1);
  }

  private static String receipt(JsonNode message) {
    return message.path("receipt").asText();
  }

  @Test
  void shouldShareMessagesAmongPagesAndPopClients() throws IOException {
    String topic = Wire.topic(broker, "open-shared", 4);
    List<String> sent = send(topic, 300);
    List<String> popped = new ArrayList<>();
    try (CometSocket one = CometSocket.connect(broker);
        CometSocket two = CometSocket.connect(broker);
        PeerPop pop = Client.V5.peer().pop("desk-shared", broker.namesrv(), topic)) {
      join(one, topic, "desk-shared", ",'credit':16");
      join(two, topic, "desk-shared", ",'credit':16");
      Set<String> acknowledged = new HashSet<>();
      await()
          .until(
              () -> {
                for (CometSocket page : List.of(one, two)) {
                  for (JsonNode message : page.messages(1)) {
                    if (acknowledged.add(page.hashCode() + receipt(message))) {
                      settle(page, "ack", message, "");
                      page.send("{'credit':{'sub':1,'add':1}}");
                    }
                  }
                }
                for (PeerMessage message :
                    pop.pop(PeerPop.Request.of(topic, 4, 30_000)).messages()) {
                  popped.add(message.text());
                  pop.ack(message);
                }
                return one.messages(1).size() + two.messages(1).size() + popped.size() >= 300;
              });
      List<String> all = new ArrayList<>(popped);
      all.addAll(one.bodies(1));
      all.addAll(two.bodies(1));
      assertThat(all).containsExactlyInAnyOrderElementsOf(sent);
      assertThat(one.bodies(1)).isNotEmpty();
      assertThat(two.bodies(1)).isNotEmpty();
      assertThat(popped).isNotEmpty();
      JsonNode message = one.messages(1).get(0);
      assertThat(message.path("topic").asText()).isEqualTo(topic);
      assertThat(message.path("tag").asText()).isEqualTo("t");
      assertThat(message.path("deliveries").asInt()).isEqualTo(1);
      assertThat(message.has("cursor")).isFalse();
    }
  }

  @Test
  void shouldDeliverAgainWhatIsNotSettledInTimeOrGivenBack() throws IOException {
    String topic = Wire.topic(broker, "open-again", 1);
    send(topic, 3);
    try (CometSocket page = CometSocket.connect(broker)) {
      join(page, topic, "desk-again", ",'invisible':2,'credit':64");
      page.awaitBodies(1, 3);
      settle(page, "ack", page.messages(1).get(0), "");
      settle(page, "nack", page.messages(1).get(1), ",'delay':0");
      // the third is left alone
      for (int i = 3; i < 5; i++) {
        page.awaitBodies(1, i + 1);
        JsonNode message = page.messages(1).get(i);
        assertThat(message.path("body").asText()).isEqualTo("text " + (i - 2));
        assertThat(message.path("deliveries").asInt()).isEqualTo(2);
        assertThat(message.path("topic").asText()).isEqualTo(topic);
        settle(page, "ack", message, "");
      }
      assertThat(page.refusal("'ack':{'sub':1,'receipts':['r-3']}")).isEqualTo("NO_RECEIPT");
      assertThat(page.messages(1)).hasSize(5);
    }
  }

  @Test
  void shouldGiveOthersWhatAPageLeavesBehind() throws IOException {
    String topic = Wire.topic(broker, "open-left", 1);
    send(topic, 4);
    try (CometSocket heir = CometSocket.connect(broker)) {
      try (CometSocket leaver = CometSocket.connect(broker)) {
        join(leaver, topic, "desk-left", ",'invisible':600,'credit':4");
        leaver.awaitBodies(1, 4);
        settle(leaver, "ack", leaver.messages(1).get(0), "");
        join(heir, topic, "desk-left", "");
      }
      heir.awaitBodies(1, 3);
      assertThat(heir.bodies(1)).containsExactlyInAnyOrder("text 1", "text 2", "text 3");
    }
  }

  @Test
  void shouldFilterAndBuryWhatNobodyCanHandle() throws IOException {
    String topic = Wire.topic(broker, "open-buried", 1);
    clients
        .admin(Client.V5)
        .run("updateSubGroup", "-c", "DefaultCluster", "-g", "desk-buried", "-r", "2");
    clients.producer(Client.V5).send(PeerMessage.of(topic, "other", "unwanted"));
    clients.producer(Client.V5).send(PeerMessage.of(topic, "wanted", "hopeless"));
    try (CometSocket page = CometSocket.connect(broker)) {
      join(page, topic, "desk-buried", ",'filter':{'tag':'wanted'}");
      for (int i = 0; i < 3; i++) {
        page.awaitBodies(1, i + 1);
        JsonNode message = page.messages(1).get(i);
        assertThat(message.path("deliveries").asInt()).isEqualTo(i + 1);
        settle(page, "nack", message, ",'delay':0");
      }
      PeerPull pull = clients.pull(Client.V5);
      PeerQueue dead = new PeerQueue("%DLQ%desk-buried", "broker-a", 0);
      await().ignoreExceptions().until(() -> pull.pull(dead, "*", 0, 32).messages().size() == 1);
      PeerMessage letter = pull.pull(dead, "*", 0, 32).messages().get(0);
      assertThat(letter.text()).isEqualTo("hopeless");
      assertThat(letter.properties()).containsEntry("RETRY_TOPIC", topic);
      assertThat(page.bodies(1)).containsExactly("hopeless", "hopeless", "hopeless");
    }
  }

  @Test
  void shouldRefuseWhatIsNotOpen() throws IOException {
    Wire.topic(broker, "open-refused", 1);
    try (CometSocket page = CometSocket.connect(broker)) {
      assertThat(page.refusal("'subscribe':{'sub':1,'topic':'open-refused','group':'other'}"))
          .isEqualTo("FORBIDDEN");
      assertThat(page.refusal("'subscribe':{'sub':1,'topic':'closed','group':'desk-x'}"))
          .isEqualTo("FORBIDDEN");
      assertThat(page.refusal("'subscribe':{'sub':1,'topic':'open-missing','group':'desk-x'}"))
          .isEqualTo("NO_TOPIC");
    }
  }

  @Test
  void shouldLoseNothingThatAPageHadWhenTheBrokerIsKilled(@TempDir Path directory)
      throws Exception {
    try (BrokerProcess own = BrokerProcess.start(directory, SETTINGS)) {
      String topic = Wire.topic(own, "open-killed", 2);
      Set<String> settled = new HashSet<>();
      try (CometSocket publisher = CometSocket.connect(own);
          Clients ownClients = new Clients(own.namesrv())) {
        assertThat(publisher.isClosed()).isFalse();
        for (int i = 0; i < 20; i++) {
          ownClients.producer(Client.V5).send(PeerMessage.of(topic, null, "text " + i));
        }
      }
      try (CometSocket page = CometSocket.connect(own)) {
        join(page, topic, "desk-killed", ",'invisible':3");
        page.awaitBodies(1, 20);
        for (JsonNode message : page.messages(1).subList(0, 10)) {
          settle(page, "ack", message, "");
          settled.add(message.path("body").asText());
        }
        own.kill();
      }
      own.restart();
      try (CometSocket page = CometSocket.connect(own)) {
        join(page, topic, "desk-killed", "");
        page.awaitBodies(1, 10);
        await()
            .untilAsserted(
                () -> {
                  Set<String> both = new HashSet<>(settled);
                  both.addAll(page.bodies(1));
                  assertThat(both).hasSize(20);
                });
        assertThat(page.bodies(1)).doesNotContainAnyElementsOf(settled);
      }
    }
  }

  /** The client module: acknowledges what was handled, gives back what threw. */
  @Test
  void shouldSettleByItselfInTheBrowser(@TempDir Path directory) throws IOException {
    String topic = Wire.topic(broker, "open-module", 1);
    send(topic, 5);
    ChromeDriver browser = Chromium.start(directory);
    try {
      browser.get("http://127.0.0.1:" + broker.port("web") + "/health/live");
      browser.executeScript(
          """
          const [topic] = arguments
          window.got = []
          import('/client/comet.js').then(async ({ connect }) => {
            const comet = await connect('/ws')
            let thrown = false
            comet.subscribe(topic, {
              group: 'desk-module', from: 'earliest', invisible: 600, retryDelay: 0, credit: 2,
              onMessage: async (m) => {
                window.got.push(m.body + ' ' + m.deliveries)
                if (m.body === 'text 2' && m.deliveries === 1) throw new Error('try again')
              },
            })
          })
          """,
          topic);
      await().until(() -> got(browser).size() == 6);
      assertThat(got(browser))
          .containsExactlyInAnyOrder(
              "text 0 1", "text 1 1", "text 2 1", "text 2 2", "text 3 1", "text 4 1");
    } finally {
      browser.quit();
    }
    // all were acknowledged, so nothing is left for another member
    try (PeerPop pop = Client.V5.peer().pop("desk-module", broker.namesrv(), topic)) {
      assertThat(pop.pop(PeerPop.Request.of(topic, 32, 1_000).waiting(1_500)).messages()).isEmpty();
    }
  }

  private static List<String> got(ChromeDriver browser) {
    String joined = String.valueOf(browser.executeScript("return (window.got ?? []).join(',')"));
    return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.SendReceipt;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.ToolRun;
import io.cometmq.tool.admin.AdminTools;
import io.cometmq.tool.cli.Failures;
import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ToolContext;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of operators with a real broker: most in this process, as starts take long. */
final class AdminCommandsIT {
  private static BrokerProcess broker;
  private static Vertx vertx;
  private static CometClient client;
  private static Producer producer;

  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    vertx = Vertx.vertx();
    client = CometClient.create(vertx, ClientOptions.of(broker.namesrv()));
    producer = client.producer(ProducerOptions.of("senders"));
  }

  @AfterAll
  static void stop() {
    ClientScenarios.get(client.close());
    ClientScenarios.get(vertx.close());
    broker.close();
  }

  /** Runs a command; what it has to say besides results is in {@link #err}. */
  private String run(int exitCode, String... words) {
    return run(Map.of("COMETMQ_NAMESRV", broker.namesrv()), exitCode, words);
  }

  private String run(Map<String, String> environment, int exitCode, String... words) {
    StringWriter out = new StringWriter();
    err.getBuffer().setLength(0);
    CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("cometmq"));
    AdminTools.addTo(
        root, new ToolContext(environment, InputStream.nullInputStream(), false, new Interrupt()));
    int code =
        root.setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .setParameterExceptionHandler(Failures::explain)
            .setExecutionExceptionHandler(
                (failure, line, parsed) -> Failures.explain(failure, line.getErr()))
            .execute(words);
    assertThat(code).as("%s: %s%s", List.of(words), out, err).isEqualTo(exitCode);
    return out.toString();
  }

  private List<JsonNode> json(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--output";
    all[words.length + 1] = "json";
    return run(0, all)
        .lines()
        .map(line -> JsonBody.read(line.getBytes(StandardCharsets.UTF_8)))
        .toList();
  }

  @Test
  void shouldCreateChangeShowAndDeleteTopics() {
    assertThat(run(0, "topic", "create", "cmd-topic", "--queues", "3", "--type", "fifo"))
        .isEqualTo(
            """
            TOPIC      BROKER    READ QUEUES  WRITE QUEUES  PERM  TYPE
            cmd-topic  broker-a            3             3  rw    fifo
            """);
    run(1, "topic", "create", "cmd-topic");
    assertThat(err)
        .hasToString(
            "cometmq: topic cmd-topic is there already, on broker-a; change it with: topic"
                + " update\n");
    assertThat(run(0, "topic", "update", "cmd-topic", "--write-queues", "2", "--perm", "r"))
        .contains("cmd-topic  broker-a            3             2  r     fifo");
    assertThat(json("topic", "list"))
        .filteredOn(topic -> topic.path("topic").asText().equals("cmd-topic"))
        .hasSize(1)
        .allSatisfy(topic -> assertThat(topic.path("readQueues").asInt()).isEqualTo(3));
    assertThat(run(0, "topic", "list")).doesNotContain("SCHEDULE_TOPIC_XXXX");
    assertThat(run(0, "topic", "list", "--all")).contains("SCHEDULE_TOPIC_XXXX");
    assertThat(run(0, "topic", "describe", "cmd-topic"))
        .isEqualTo(
            """
            topic     cmd-topic
            messages  0

            BROKER    READ QUEUES  WRITE QUEUES  PERM  TYPE  ORDERED  ATTRIBUTES
            broker-a            3             2  r     fifo  false    message.type=FIFO

            BROKER    QUEUE ID  FIRST OFFSET  END OFFSET  MESSAGES  LAST STORED
            broker-a         0             0           0         0  -
            broker-a         1             0           0         0  -
            broker-a         2             0           0         0  -
            """);
    assertThat(run(0, "topic", "delete", "cmd-topic"))
        .isEqualTo(
            """
            deleted  cmd-topic
            brokers  broker-a
            """);
    for (String verb : List.of("delete", "describe", "update")) {
      run(1, "topic", verb, "cmd-topic");
      assertThat(err.toString())
          .startsWith("cometmq: no queue for it is known (topic cmd-topic, server ")
          .contains("code 17); create the topic, or check");
    }
    run(2, "topic", "create", "cmd-other", "--broker", "nobody");
    assertThat(err.toString())
        .contains("no master named nobody is registered")
        .contains("broker-a of DefaultCluster");
    run(2, "topic", "create", "not a name");
    assertThat(err.toString()).contains("illegal characters");
  }

  @Test
  void shouldCreateChangeShowAndDeleteGroups() {
    assertThat(run(0, "group", "create", "cmd-group", "--max-retries", "3"))
        .isEqualTo(
            """
            GROUP      BROKER    CONSUMING  BROADCASTING  ORDERED  RETRY QUEUES  MAX RETRIES
            cmd-group  broker-a  true       true          false               1            3
            """);
    run(1, "group", "create", "cmd-group");
    assertThat(err.toString()).contains("is there already");
    assertThat(json("group", "update", "cmd-group", "--consuming", "false").get(0).toString())
        .contains("\"consuming\":false")
        .contains("\"maxRetries\":3");
    assertThat(json("group", "list"))
        .filteredOn(group -> group.path("group").asText().equals("cmd-group"))
        .hasSize(1)
        .allSatisfy(
            group -> {
              assertThat(group.path("brokers").get(0).asText()).isEqualTo("broker-a");
              assertThat(group.path("members").asInt()).isZero();
              assertThat(group.path("lag").asInt()).isZero();
            });
    assertThat(run(0, "group", "list")).doesNotContain("TOOLS_CONSUMER");
    assertThat(run(0, "group", "describe", "cmd-group"))
        .contains("group       cmd-group\nmembers     0\ntype        -\n");
    assertThat(run(0, "group", "delete", "cmd-group", "--offsets")).contains("forgotten");
    run(1, "group", "describe", "cmd-group");
    assertThat(err)
        .hasToString(
            "cometmq: no broker knows the consumer group cmd-group (server broker-a, code 26);"
                + " check the name, create the group, or start a consumer of it\n");
  }

  @Test
  void shouldSendGroupsElsewhereAndSayWhatItChanged() {
    run(0, "topic", "create", "cmd-offsets", "--queues", "2");
    run(0, "group", "create", "cmd-movers");
    await().ignoreExceptions().until(() -> queues("cmd-offsets") == 2);
    for (int i = 0; i < 6; i++) {
      int queue = i % 3 == 0 ? 1 : 0;
      ClientScenarios.get(
          producer.send(Message.of("cmd-offsets", "" + i), (queues, message) -> queues.get(queue)));
    }
    await()
        .untilAsserted(
            () -> assertThat(run(0, "topic", "describe", "cmd-offsets")).contains("messages  6\n"));
    String[] latest = {"offset", "reset", "cmd-movers", "cmd-offsets", "--to", "latest"};
    String[] dry = {"offset", "reset", "cmd-movers", "cmd-offsets", "--to", "latest", "--dry-run"};
    String table =
        """
        TOPIC        BROKER    QUEUE ID  BEFORE  AFTER  CHANGE
        cmd-offsets  broker-a         0  -           4       4
        cmd-offsets  broker-a         1  -           2       2
        """;
    assertThat(run(0, dry)).isEqualTo(table);
    assertThat(err).hasToString("nothing was changed: this was a dry run\n");
    assertThat(run(0, latest)).isEqualTo(table);
    assertThat(err).hasToString("2 queues were set\n");
    assertThat(
            run(
                0,
                "offset",
                "reset",
                "cmd-movers",
                "cmd-offsets",
                "--to",
                "1",
                "--queue",
                "0",
                "--broker",
                "broker-a"))
        .contains("cmd-offsets  broker-a         0       4      1      -3");
    assertThat(err).hasToString("1 queue was set\n");
    JsonNode group = json("group", "describe", "cmd-movers").get(0);
    assertThat(group.path("lag").asInt()).isEqualTo(3);
    assertThat(group.path("queues").get(0).path("committed").asInt()).isEqualTo(1);
    assertThat(group.path("queues").get(1).path("lag").asInt()).isZero();
    assertThat(run(0, "group", "describe", "cmd-movers", "--topic", "cmd-offsets"))
        .contains("TOPIC        BROKER    QUEUE ID  COMMITTED  END OFFSET  LAG  LAST CONSUMED");

    run(2, "offset", "reset", "cmd-movers", "cmd-offsets", "--to", "yesterday");
    assertThat(err.toString())
        .contains("'yesterday' is no place in a queue; say earliest, latest")
        .contains("See: cometmq offset reset --help");
    run(2, "offset", "reset", "cmd-movers", "cmd-offsets");
    assertThat(err.toString()).contains("--to=WHERE");
    run(1, "offset", "reset", "cmd-nobody", "cmd-offsets", "--to", "latest");
    assertThat(err.toString()).contains("no broker knows the consumer group cmd-nobody");
    run(1, "offset", "reset", "cmd-movers", "cmd-nothing", "--to", "latest");
    assertThat(err.toString()).contains("(topic cmd-nothing, ");
    run(1, "offset", "reset", "cmd-movers", "cmd-offsets", "--to", "latest", "--queue", "9");
    assertThat(err.toString()).contains("topic describe cmd-offsets");
  }

  private static int queues(String topic) {
    return ClientScenarios.get(client.queues(topic)).size();
  }

  @Test
  void shouldFindMessages() {
    SendReceipt receipt =
        ClientScenarios.get(
            producer.send(
                Message.of("cmd-find", "one pizza").withTag("new").withKeys("a", "order-1")));
    ClientScenarios.get(producer.send(Message.of("cmd-find", new byte[] {(byte) 0xff, 1})));
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(
                        json("message", "get", receipt.messageId(), "--topic", "cmd-find")
                            .get(0)
                            .path("body")
                            .asText())
                    .isEqualTo("one pizza"));
    assertThat(run(0, "message", "get", receipt.offsetMessageId()))
        .contains("topic              cmd-find\n")
        .contains("message id         " + receipt.messageId() + "\n")
        .contains("tag                new\n")
        .contains("keys               a,order-1\n")
        .contains("body               one pizza\n");
    await()
        .untilAsserted(
            () ->
                assertThat(run(0, "message", "query", "cmd-find", "--key", "order-1"))
                    .contains("STORED", receipt.messageId(), "a,order-1"));
    List<JsonNode> all = json("message", "query", "cmd-find", "--from", "10m");
    assertThat(all)
        .extracting(message -> message.path("body").asText())
        .containsExactly("one pizza", "/wE=");
    assertThat(json("message", "query", "cmd-find", "--limit", "1")).hasSize(1);
    run(1, "message", "query", "cmd-find", "--key", "nobody");
    assertThat(err).hasToString("no message was found\n");
    run(1, "message", "get", "0000", "--topic", "cmd-find");
    assertThat(err.toString()).contains("topic cmd-find has no message with the id 0000");
    run(2, "message", "get", receipt.messageId());
    assertThat(err.toString()).contains("if a producer gave it, look for it by its topic");
    run(1, "message", "query", "cmd-nowhere", "--key", "x");
    assertThat(err.toString()).contains("(topic cmd-nowhere, ");
    run(2, "message", "query", "cmd-find", "--key", "x", "--limit", "65");
    assertThat(err.toString()).contains("ask for 1 to 64");
  }

  @Test
  void shouldShowBrokersAndNameServers() {
    assertThat(run(0, "cluster"))
        .startsWith("CLUSTER         BROKER    ID  ROLE    ADDRESS")
        .contains("DefaultCluster  broker-a   0  master  127.0.0.1:" + broker.port("broker"))
        .contains("CometMQ_");
    JsonNode row = json("cluster").get(0);
    assertThat(row.path("disk").asDouble()).isBetween(0.0, 1.0);
    assertThat(row.path("problem").isNull()).isTrue();
    assertThat(json("cluster", "--settings", "broker-a"))
        .anyMatch(each -> each.path("name").asText().equals("listenPort"));
    assertThat(run(0, "cluster", "--name-servers")).contains(broker.namesrv());
    run(1, "cluster", "--name-servers", "--namesrv", broker.namesrv() + ",127.0.0.1:1");
    run(2, "cluster", "--settings", "nobody");
    assertThat(err.toString()).contains("no master named nobody");
  }

  @Test
  void shouldExplainWhatIsWrong() {
    for (List<String> words :
        List.of(List.of("topic", "list"), List.of("cluster"), List.of("group", "describe", "g"))) {
      run(Map.of("COMETMQ_NAMESRV", "127.0.0.1:1"), 1, words.toArray(new String[0]));
      assertThat(err.toString())
          .startsWith("cometmq: no connection: ")
          .contains("(server 127.0.0.1:1); check that the server runs");
    }
    run(2, "topic", "list", "--al");
    assertThat(err.toString()).startsWith("cometmq: Unknown option: '--al'");
    run(2, "topic", "create", "t", "--perm", "all");
    assertThat(err.toString()).contains("--perm", "[RW, R, W, NONE]");
    run(2, "topic");
    assertThat(run(0, "offset", "reset", "--help"))
        .contains("Examples:", "--dry-run", "--namesrv", "--output", "--timeout", "--tls");
  }

  @Test
  void shouldRunFromJar() throws IOException, InterruptedException {
    ToolRun cluster = ToolRun.of("cluster", "--namesrv", broker.namesrv(), "--output", "json");
    assertThat(cluster.exitCode()).as(cluster.said()).isZero();
    assertThat(cluster.said()).startsWith("{\"cluster\":\"DefaultCluster\"").hasLineCount(1);
    ToolRun unknown = ToolRun.of("topic", "describe", "cmd-jar", "-n", broker.namesrv());
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.said()).startsWith("cometmq: no queue for it is known (topic cmd-jar, ");
  }
}

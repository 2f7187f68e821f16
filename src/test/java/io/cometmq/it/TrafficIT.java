package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.ToolProcess;
import io.cometmq.testkit.ToolRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands {@code produce} and {@code consume}. */
final class TrafficIT {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static BrokerProcess broker;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static ToolCall run(String... words) {
    ToolCall call = ToolCall.at(broker.namesrv());
    assertThat(call.run(words)).as(() -> call.err()).isZero();
    return call;
  }

  private static List<String> consume(String... words) {
    List<String> all = new ArrayList<>(List.of("consume"));
    all.addAll(List.of(words));
    return run(all.toArray(new String[0])).lines();
  }

  private static JsonNode json(String line) {
    return JsonBody.read(line.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldSendLinesInTheOrderOfTheirKeys() {
    StringBuilder lines = new StringBuilder();
    IntStream.range(0, 600).forEach(i -> lines.append("key-" + i % 7 + ":line " + i + "\n"));
    ToolCall produce = ToolCall.at(broker.namesrv(), lines.toString());

    assertThat(produce.run("produce", "lines", "--key-separator", ":", "--by-key", "-o", "json"))
        .isZero();

    assertThat(json(produce.out()).path("sent").asInt()).isEqualTo(600);
    assertThat(json(produce.out()).path("failed").asInt()).isZero();
    List<String> read = consume("lines", "--format", "{keys}={body}");
    for (int key = 0; key < 7; key++) {
      int own = key;
      assertThat(read.stream().filter(line -> line.startsWith("key-" + own + "=")))
          .containsExactlyElementsOf(
              IntStream.range(0, 600)
                  .filter(i -> i % 7 == own)
                  .mapToObj(i -> "key-" + own + "=line " + i)
                  .toList());
    }
    assertThat(read).hasSize(600);
  }

  @Test
  void shouldSendAFileAndRandomBodies() throws IOException {
    Path file = Files.writeString(folder.resolve("lines.txt"), "one\ntwo\nthree\n");

    run("produce", "file", "--file", file.toString(), "--count", "2");
    run("produce", "file", "--size", "300", "--count", "3", "--rate", "1000");

    assertThat(consume("file")).hasSize(5).contains("one", "two").doesNotContain("three");
    assertThat(consume("file", "--format", "{size}")).filteredOn("300"::equals).hasSize(3);
  }

  @Test
  void shouldChooseByTagAndProperty() {
    ToolCall produce =
        run("produce", "chosen", "hello", "--tag", "new", "--key", "k", "-p", "price=12");
    run("produce", "chosen", "other", "--tag", "old", "-p", "price=5");

    assertThat(produce.out()).contains("message id", "queue offset");
    assertThat(consume("chosen", "--filter", "new||newer")).containsExactly("hello");
    assertThat(consume("chosen", "--sql", "price < 10")).containsExactly("other");
    JsonNode message = json(consume("chosen", "--filter", "new", "-o", "json").get(0));
    assertThat(message.path("properties").path("price").asText()).isEqualTo("12");
    assertThat(message.path("body").asText()).isEqualTo("hello");
    assertThat(consume("chosen", "-o", "table")).hasSize(3).first().asString().contains("OFFSET");
  }

  @Test
  void shouldBeginWhereItIsTold() {
    run("produce", "places", "a", "--count", "8", "--by-key", "--key", "k");
    Instant between = Instant.now();
    await().until(() -> Instant.now().isAfter(between.plusMillis(2)));
    run("produce", "places", "b", "--count", "2", "--by-key", "--key", "k");

    assertThat(consume("places", "--from", "7")).containsExactly("a", "b", "b");
    assertThat(consume("places", "--from", "-3")).containsExactly("a", "b", "b");
    assertThat(consume("places", "--from", between.toString())).containsExactly("b", "b");
    assertThat(consume("places", "--from", "1h", "--limit", "2")).containsExactly("a", "a");
    assertThat(consume("places", "--from", "latest")).isEmpty();
  }

  @Test
  void shouldGoOnAsAGroup() {
    run("produce", "grouped", "x", "--count", "20");

    List<String> first =
        consume("grouped", "-g", "readers", "--limit", "7", "--format", "{queue}/{offset}");
    List<String> rest =
        consume("grouped", "-g", "readers", "--limit", "13", "--format", "{queue}/{offset}");

    assertThat(first).hasSize(7);
    assertThat(rest).hasSize(13).doesNotContainAnyElementsOf(first).doesNotHaveDuplicates();
  }

  @Test
  void shouldFollowWhatComesAndEndAtItsLimit() {
    run("produce", "followed", "before");
    ToolCall follow = ToolCall.at(broker.namesrv());
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> follow.run("consume", "followed", "--follow", "--from", "0", "--limit", "2"));
    await().atMost(LONG).until(() -> follow.lines().contains("before"));

    run("produce", "followed", "after", "--delay", "500ms");

    assertThat(code).succeedsWithin(LONG).isEqualTo(0);
    assertThat(follow.lines()).containsExactly("before", "after");
    assertThat(follow.err()).contains("2 messages, 11 bytes of bodies in ");
  }

  @Test
  void shouldEndWithASummaryWhenItIsInterrupted() throws IOException, InterruptedException {
    run("produce", "interrupted", "first");
    try (ToolProcess tool =
        ToolProcess.start(
            folder.resolve("said"),
            "consume",
            "interrupted",
            "--follow",
            "--from",
            "earliest",
            "--group",
            "followers",
            "--namesrv",
            broker.namesrv())) {
      tool.await("first");

      ToolRun run = tool.interrupt();

      assertThat(run.exitCode()).isZero();
      assertThat(run.said()).contains("1 messages, 5 bytes of bodies in ");
    }
    assertThat(consume("interrupted", "--group", "followers", "--idle", "1s")).isEmpty();
  }

  @Test
  void shouldSayWhatWasSentWhenItIsInterrupted() throws IOException, InterruptedException {
    try (ToolProcess tool =
        ToolProcess.start(
            folder.resolve("sending"),
            "produce",
            "cut-short",
            "--size",
            "100",
            "--count",
            "1000000",
            "--rate",
            "200",
            "-o",
            "json",
            "--namesrv",
            broker.namesrv())) {
      await()
          .until(
              () ->
                  ToolCall.at(broker.namesrv())
                          .run("consume", "cut-short", "--limit", "1", "--from", "earliest")
                      == 0);

      ToolRun run = tool.interrupt();

      assertThat(run.exitCode()).isZero();
      assertThat(run.said()).containsPattern("\"sent\":[1-9]");
    }
  }

  @Test
  void shouldExplainWhatCannotBeDone() throws IOException, InterruptedException {
    ToolCall call = ToolCall.at(broker.namesrv());

    assertThat(call.run("consume", "not-there")).isEqualTo(1);
    assertThat(call.run("produce", "bad topic", "x")).isEqualTo(2);
    assertThat(call.run("produce", "t", "x", "--size", "1")).isEqualTo(2);
    assertThat(call.run("consume", "t", "--group", "g", "--from", "5")).isEqualTo(2);
    assertThat(call.run("consume", "t", "--filter", "a", "--sql", "b = 1")).isEqualTo(2);
    assertThat(call.run("produce", "t", "--file", "/nowhere/lines")).isEqualTo(1);
    assertThat(call.err())
        .contains(
            "no queue for it is known (topic not-there",
            "give the topic another name",
            "BODY, --file and --size exclude each other",
            "a group goes on where it was",
            "are mutually exclusive",
            "cannot read /nowhere/lines")
        .doesNotContain("\tat ");
    ToolRun real = ToolRun.of("produce", "t", "x", "-n", "127.0.0.1:1", "--timeout", "200ms");
    assertThat(real.exitCode()).isEqualTo(1);
    assertThat(real.said()).contains("cometmq: ", "127.0.0.1:1").doesNotContain("\tat ");
  }
}

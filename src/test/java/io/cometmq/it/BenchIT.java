package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The commands below {@code bench}: what they count, and their reports. */
final class BenchIT {
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

  /** Short, and with all results as JSON. */
  private static String[] bench(String name, String... more) {
    List<String> words = new ArrayList<>(List.of("bench", name, "--topic", "bench-" + name));
    words.addAll(List.of("-o", "json", "--size", "100", "--queues", "4"));
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private static JsonNode run(String... words) {
    ToolCall call = ToolCall.at(broker.namesrv());
    assertThat(call.run(words)).as(() -> call.out() + call.err()).isZero();
    return JsonBody.read(call.out().getBytes(StandardCharsets.UTF_8));
  }

  private static void assertComplete(JsonNode totals, int subscriptions) {
    assertThat(totals.path("sent").asLong()).isPositive();
    assertThat(totals.path("received").asLong())
        .isEqualTo(totals.path("sent").asLong() * subscriptions);
    assertThat(totals.path("failed").asLong()).isZero();
    assertThat(totals.path("lost").asLong()).isZero();
  }

  @Test
  void shouldMeasureFromEndToEndAtARateAndDrawAPage() throws IOException {
    Path page = folder.resolve("report.html");
    JsonNode result =
        run(
            bench(
                "end-to-end",
                "--rate=300",
                "--duration=1700ms",
                "--warm-up=200ms",
                "--producers=2",
                "--consumers=2",
                "--html=" + page));

    assertComplete(result.path("totals"), 1);
    // 300 a second for 1.7 s, and what the start of a second producer adds
    assertThat(result.path("totals").path("sent").asLong()).isBetween(400L, 1_500L);
    assertThat(result.path("settings").path("queues").asInt()).isEqualTo(4);
    assertThat(result.path("receive").path("samples").size()).isPositive();
    JsonNode latency = result.path("receive").path("latencyMs");
    assertThat(latency.path("p50").asDouble()).isPositive();
    assertThat(latency.path("max").asDouble())
        .isGreaterThanOrEqualTo(latency.path("p99").asDouble());
    assertThat(Files.readString(page)).doesNotContain("src=", "href=", "@import", "url(");
    ChromeDriver browser = Chromium.start(folder);
    try {
      browser.get(page.toUri().toString());
      assertThat(browser.findElements(By.cssSelector("svg path"))).hasSize(12);
      assertThat(browser.findElements(By.cssSelector(".tile b")))
          .hasSize(7)
          .noneMatch(tile -> tile.getText().contains("NaN"));
      assertThat(browser.manage().logs().get(LogType.BROWSER).getAll()).isEmpty();
    } finally {
      browser.quit();
    }
  }

  @Test
  void shouldFanOutToGroupsAndToABroadcast() {
    String[] time = {"--duration=500ms", "--warm-up=100ms", "--rate=200", "--subscriptions=3"};

    assertComplete(run(bench("fan-out", time)).path("totals"), 3);
    List<String> broadcast = new ArrayList<>(List.of(bench("fan-out", time)));
    broadcast.add("--broadcast");
    assertComplete(run(broadcast.toArray(new String[0])).path("totals"), 3);
  }

  @Test
  void shouldReadWhatItHasFilledIn() {
    JsonNode result = run(bench("consume", "--messages=3001", "--consumers=2"));

    assertComplete(result.path("totals"), 1);
    assertThat(result.path("totals").path("sent").asLong()).isEqualTo(3_001);
    assertThat(result.path("totals").path("receivedPerSecond").asDouble()).isPositive();
    assertThat(result.has("send")).isFalse();
  }

  @Test
  void shouldEndEarlyWithTheResultsSoFar() {
    Path file = folder.resolve("result.json");
    ToolCall call = ToolCall.at(broker.namesrv());
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () ->
                call.run(
                    "bench",
                    "produce",
                    "--topic=bench-early",
                    "--progress",
                    "--warm-up=100ms",
                    "--duration=10m",
                    "--json=" + file));
    await().atMost(LONG).until(() -> call.err().contains("produce: "));

    call.interrupt();

    assertThat(code).succeedsWithin(LONG).isEqualTo(0);
    assertThat(call.out()).contains("ended early", "send to receipt");
    assertThat(file).content().contains("\"endedEarly\":true", "\"ratePerSecond\":\"saturated\"");
  }

  @Test
  void shouldExplainWhatCannotBeMeasured() {
    ToolCall call = ToolCall.at(broker.namesrv());

    assertThat(call.run("bench")).isEqualTo(2);
    assertThat(call.run("bench", "produce", "--size", "10")).isEqualTo(2);
    assertThat(call.run("bench", "fan-out", "--rate", "-1")).isEqualTo(2);
    assertThat(call.run("bench", "fan-out", "--subscriptions", "0")).isEqualTo(2);
    assertThat(call.run("bench", "consume", "--html", "/nowhere/x.html")).isEqualTo(2);
    assertThat(call.err())
        .contains("cannot write into /nowhere", "subscriptions and messages must be at least 1")
        .contains("Missing required subcommand", "--size must be at least 28", "--rate at least 0");
  }
}

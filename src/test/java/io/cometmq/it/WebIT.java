package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen over HTTP: health and metrics. */
final class WebIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();

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
  void shouldSayThatItLives() throws Exception {
    HttpResponse<String> answer = Metrics.get(broker, "/health/live");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse("")).contains("json");
    assertThat(json(answer).path("status").asText()).isEqualTo("UP");
  }

  @Test
  void shouldSayThatItIsReady() throws Exception {
    HttpResponse<String> answer = Metrics.get(broker, "/health/ready");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode body = json(answer);
    assertThat(body.path("status").asText()).isEqualTo("UP");
    assertThat(body.path("broker").asText()).isEqualTo("UP");
    assertThat(body.path("store").asText()).isEqualTo("UP");
  }

  @Test
  void shouldAnswerUnknownPathsWithNotFound() throws Exception {
    assertThat(Metrics.get(broker, "/no/such/path").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldServeMetricsAsPrometheusText() throws Exception {
    HttpResponse<String> answer = Metrics.get(broker, "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
    assertThat(answer.body()).contains("# HELP comet_").contains("# TYPE comet_");
  }

  @Test
  void shouldCountTrafficByTopicAndGroup() throws Exception {
    String topic = Wire.topic(broker, "counted", 1);
    PeerPull pull = clients.pull(Client.V5);
    PeerQueue queue = pull.fetchQueues(topic).get(0);
    for (int i = 0; i < 10; i++) {
      clients.producer(Client.V5).send(PeerMessage.of(topic, null, "x".repeat(100)));
    }
    Awaitility.await().until(() -> pull.maxOffset(queue) == 10);
    assertThat(pull.pull(queue, "*", 0, 32).messages()).hasSize(10);
    pull.commitOffset(queue, 7);
    String group = Client.V5.own("readers");
    awaitMetrics(
        Map.of(
            "comet_topic_messages_in{topic=\"counted\"}",
            10.0,
            "comet_group_messages_out{group=\"" + group + "\",topic=\"counted\"}",
            10.0,
            "comet_group_lag{group=\"" + group + "\",topic=\"counted\"}",
            3.0));
    Metrics metrics = Metrics.of(broker);
    assertThat(metrics.value("comet_messages_in_total")).isGreaterThanOrEqualTo(10);
    assertThat(metrics.value("comet_messages_out_total")).isGreaterThanOrEqualTo(10);
    assertThat(metrics.value("comet_bytes_in_bytes_total")).isGreaterThan(1_000);
    assertThat(metrics.value("comet_bytes_out_bytes_total")).isGreaterThan(1_000);
    assertThat(metrics.value("comet_log_size_bytes")).isGreaterThan(1_000);
    assertThat(metrics.value("comet_requests_total{role=\"broker\"}")).isGreaterThan(10);
    assertThat(metrics.value("comet_connections{role=\"broker\"}")).isPositive();
  }

  @Test
  void shouldCountRefusalsByCause() throws Exception {
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      for (int i = 0; i < 3; i++) {
        assertThat(raw.call(Wire.SEND, Wire.send("no good"), new byte[1]).code()).isEqualTo(29);
      }
    }
    awaitMetrics(Map.of("comet_sends_refused{code=\"29\"}", 3.0));
  }

  @Test
  void shouldMeasureWhatItIsMadeOf() throws Exception {
    Metrics metrics = Metrics.of(broker);
    assertThat(
            List.of(
                "comet_append_queue",
                "comet_append_queue_full_total",
                "comet_connections",
                "comet_connections_accepted_total",
                "comet_connections_idle_closed_total",
                "comet_dispatch_behind_bytes",
                "comet_dispatch_queue",
                "comet_frames_broken_total",
                "comet_log_end_bytes",
                "comet_log_unflushed_bytes",
                "comet_namesrv_brokers",
                "comet_namesrv_topics",
                "comet_pulls_held",
                "comet_requests_failed_total",
                "comet_requests_unsupported_total",
                "comet_send_latency_seconds",
                "comet_store_writable"))
        .allMatch(metrics::has);
    assertThat(metrics.value("comet_store_writable")).isEqualTo(1);
    // the name server counts every few seconds
    awaitMetrics(Map.of("comet_namesrv_brokers", 1.0));
    assertThat(Metrics.of(broker).value("comet_namesrv_topics")).isPositive();
    // a gauge that lost what it reads says so
    assertThat(metrics.text()).doesNotContain("NaN");
  }

  private static void awaitMetrics(Map<String, Double> expected) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              Metrics metrics = Metrics.of(broker);
              expected.forEach(
                  (series, value) -> assertThat(metrics.value(series)).as(series).isEqualTo(value));
            });
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return MAPPER.readTree(answer.body());
  }
}

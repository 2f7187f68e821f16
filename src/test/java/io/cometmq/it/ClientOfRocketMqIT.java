package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.testkit.RocketMqProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client and Apache RocketMQ's own NameServer and broker. */
final class ClientOfRocketMqIT extends AdminScenarios {
  private static RocketMqProcess server;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    server = RocketMqProcess.start(directory);
    try (RawConnection namesrv = new RawConnection(server.namesrvPort())) {
      // the pattern for new topics: the broker is registered
      await()
          .atMost(Duration.ofSeconds(40))
          .until(() -> namesrv.call(Wire.ROUTE, Map.of("topic", "TBW102")).code() == 0);
    }
    clients = new Clients(server.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    server.close();
  }

  @Test
  void shouldServeTheCommandLine() {
    ToolCall produce = ToolCall.at(server.namesrv(), "one\ntwo\nthree\n");
    assertThat(produce.run("produce", "command-line")).as(produce::err).isZero();

    ToolCall consume = ToolCall.at(server.namesrv());
    assertThat(consume.run("consume", "command-line", "--group", "command-line", "--limit", "3"))
        .as(consume::err)
        .isZero();
    assertThat(consume.lines()).containsExactlyInAnyOrder("one", "two", "three");

    ToolCall bench = ToolCall.at(server.namesrv());
    assertThat(
            bench.run(
                "bench",
                "fan-out",
                "--subscriptions=2",
                "--rate=100",
                "--duration=500ms",
                "--warm-up=100ms"))
        .as(() -> bench.out() + bench.err())
        .isZero();
  }

  @Override
  String namesrv() {
    return server.namesrv();
  }

  @Override
  String cluster() {
    return "Official";
  }

  @Override
  Clients officials() {
    return clients;
  }
}

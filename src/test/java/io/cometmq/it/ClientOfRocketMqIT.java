package io.cometmq.it;

import static org.awaitility.Awaitility.await;

import io.cometmq.testkit.RocketMqProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  @Override
  String namesrv() {
    return server.namesrv();
  }

  @Override
  Clients officials() {
    return clients;
  }
}

package io.cometmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  private Path dir;

  @BeforeEach
  void useDirectory(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldStartWithoutAnySetting() {
    CometConfig config = ConfigLoader.of();

    assertThat(config.roles()).containsExactlyInAnyOrder(Role.NAMESRV, Role.BROKER);
    assertThat(config.namesrv()).isEqualTo(new NamesrvConfig("0.0.0.0", 9876));
    assertThat(config.broker())
        .isEqualTo(
            new BrokerConfig(
                "DefaultCluster",
                "broker-a",
                0,
                "0.0.0.0",
                10911,
                Advertise.AUTO,
                List.of(),
                true,
                8,
                false));
    assertThat(config.web())
        .isEqualTo(
            new WebConfig(
                "0.0.0.0",
                8080,
                List.of(),
                List.of(),
                List.of(),
                512 << 10,
                256 << 10,
                100,
                1024,
                64,
                64,
                1024,
                1000,
                5000,
                25_000,
                true,
                30_000,
                new WebTlsConfig("", ""),
                new WebJwtConfig("", "", "", "HS256", "", List.of(), 5_000, "")));
    assertThat(config.store())
        .isEqualTo(
            new StoreConfig(
                Path.of("store"), 1 << 30, true, FlushMode.ASYNC, 500, 259_200_000, 90));
    assertThat(config.message()).isEqualTo(new MessageConfig(4 << 20));
    assertThat(config.net()).isEqualTo(new NetConfig(0, 120_000, 16 << 20));
    assertThat(config.log()).isEqualTo(new LogConfig(LogLevel.INFO));
  }

  @Test
  void shouldReadEveryKeyFromTheFile() throws IOException {
    CometConfig config =
        load(
            """
            roles: [broker]
            namesrv: {host: 127.0.0.1, port: 0}
            broker:
              cluster: c1
              name: b1
              id: 3
              host: 127.0.0.1
              port: 1
              advertise: mq.example.org:4000
              namesrv: [a, "b:1", "[::1]:2"]
              auto-create-topics: false
              default-queues: 16
              retry-topic-v2: true
            web:
              host: 127.0.0.2
              port: 2
              topics: [a-*, b:subscribe+publish]
              origins: ["https://example.org"]
              max-frame: 8KiB
              max-body: 4KiB
              publish-rate: 7
              sockets-per-address: 8
              sockets-per-user: 5
              subscriptions: 9
              credit: 10
              handshake-rate: 11
              connect-timeout: 1s
              ping-interval: 2s
              other-brokers: false
              route-refresh: 3s
              groups: [web-*]
              tls: {certificate: keys/web.crt, key: keys/web.key}
              jwt:
                public-key: keys/a.pem
                jwks: keys/set.json
                algorithm: ES256
                issuer: https://login
                audience: [shop, desk]
                leeway: 1s
                cookie: session
            store:
              path: /var/lib/cometmq
              segment-size: 64MiB
              preallocate: false
              flush: sync
              flush-interval: 1s
              retention: 10d
              disk-limit: 85%
            message.max-size: 1_048_576
            delay: {levels: [1s, 2m], max: 40d, max-timers: 77}
            transaction: {timeout: 10s, check-interval: 1m, max-checks: 3}
            net: {event-loops: 2, idle-timeout: 30s, max-frame: 8MiB}
            log: {level: debug}
            """);

    assertThat(config)
        .isEqualTo(
            new CometConfig(
                Set.of(Role.BROKER),
                new NamesrvConfig("127.0.0.1", 0),
                new BrokerConfig(
                    "c1",
                    "b1",
                    3,
                    "127.0.0.1",
                    1,
                    new Advertise("mq.example.org", 4000),
                    List.of(new Address("a", 9876), new Address("b", 1), new Address("::1", 2)),
                    false,
                    16,
                    true),
                new WebConfig(
                    "127.0.0.2",
                    2,
                    List.of(new WebTopic("a-*", false, true), new WebTopic("b", true, true)),
                    List.of("web-*"),
                    List.of("https://example.org"),
                    8192,
                    4096,
                    7,
                    8,
                    5,
                    9,
                    10,
                    11,
                    1000,
                    2000,
                    false,
                    3000,
                    new WebTlsConfig("keys/web.crt", "keys/web.key"),
                    new WebJwtConfig(
                        "",
                        "keys/a.pem",
                        "keys/set.json",
                        "ES256",
                        "https://login",
                        List.of("shop", "desk"),
                        1_000,
                        "session")),
                new StoreConfig(
                    Path.of("/var/lib/cometmq"),
                    64 << 20,
                    false,
                    FlushMode.SYNC,
                    1000,
                    864_000_000,
                    85),
                new MessageConfig(1 << 20),
                new DelayConfig(List.of(1_000L, 120_000L), 40 * 86_400_000L, 77),
                new TransactionConfig(10_000, 60_000, 3),
                new NetConfig(2, 30_000, 8 << 20),
                new LogConfig(LogLevel.DEBUG)));
  }

  @Test
  void shouldLetTheEnvironmentOverrideTheFileAndTheCommandLineBoth() throws IOException {
    Path file = file("broker: {port: 1, name: from-file}\nnamesrv: {port: 1}\n");
    Map<String, String> environment =
        Map.of("COMETMQ_BROKER_PORT", "2", "COMETMQ_NAMESRV_PORT", "3", "PATH", "/bin");

    CometConfig config =
        ConfigLoader.load(file, environment, List.of("broker.port=4", "broker.port=5"));

    assertThat(config.broker().name()).isEqualTo("from-file");
    assertThat(config.namesrv().port()).isEqualTo(3);
    assertThat(config.broker().port()).isEqualTo(5);
  }

  @Test
  void shouldTurnDotsAndDashesIntoUnderscoresForTheEnvironment() {
    CometConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "COMETMQ_BROKER_AUTO_CREATE_TOPICS", "false",
                "COMETMQ_STORE_SEGMENT_SIZE", "16MiB",
                "COMETMQ_ROLES", "broker",
                "COMETMQ_BROKER_NAMESRV", "a:1;b:2"),
            List.of());

    assertThat(config.broker().autoCreateTopics()).isFalse();
    assertThat(config.store().segmentSizeBytes()).isEqualTo(16 << 20);
    assertThat(config.broker().namesrv()).containsExactly(new Address("a", 1), new Address("b", 2));
    assertThat(config.has(Role.NAMESRV)).isFalse();
  }

  @Test
  void shouldPassOverEmptyVariablesAndThoseOfScriptAndKubernetes() {
    CometConfig config =
        ConfigLoader.load(
            null,
            Map.of(
                "COMETMQ_BROKER_NAME", "",
                "COMETMQ_HEAP", "1g",
                "COMETMQ_SERVICE_HOST", "10.0.0.1",
                "COMETMQ_SERVICE_PORT_WEB", "8080",
                "COMETMQ_PORT", "tcp://10.0.0.1:10911",
                "COMETMQ_PORT_10911_TCP_ADDR", "10.0.0.1",
                "COMETMQ_BROKER_PORT", "tcp://10.0.0.1:10911"),
            List.of());

    assertThat(config).isEqualTo(ConfigLoader.of());
  }

  @Test
  void shouldTakeAListFromTheCommandLineWithOrWithoutBrackets() {
    assertThat(ConfigLoader.of("roles=[namesrv]").roles()).containsExactly(Role.NAMESRV);
    assertThat(ConfigLoader.of("broker.namesrv=[::1]:1,[::2]").broker().namesrv())
        .containsExactly(new Address("::1", 1), new Address("::2", 9876));
    assertThat(ConfigLoader.of("broker.namesrv=[[::1], b]").broker().namesrv())
        .containsExactly(new Address("::1", 9876), new Address("b", 9876));
  }

  @Test
  void shouldAcceptAnEmptyFileAndEmptySections() throws IOException {
    assertThat(load("")).isEqualTo(ConfigLoader.of());
    assertThat(load("# nothing\nbroker:\nweb:\n")).isEqualTo(ConfigLoader.of());
  }

  @Test
  void shouldAdvertiseAHostWithoutItsPort() {
    assertThat(ConfigLoader.of("broker.advertise=127.0.0.1").broker().advertise())
        .isEqualTo(new Advertise("127.0.0.1", 0));
  }

  private CometConfig load(String yaml) throws IOException {
    return ConfigLoader.load(file(yaml), NO_ENVIRONMENT, List.of());
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(dir.resolve("cometmq.yaml"), yaml);
  }
}

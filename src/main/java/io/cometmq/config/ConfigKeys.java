package io.cometmq.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every setting there is: name, what may stand there, default, meaning. The reference in {@code
 * docs/}, the sample in {@code conf/} and all checks come from here. Immutable.
 */
final class ConfigKeys {
  private static final int NAMESRV_DEFAULT_PORT = 9876;
  private static final ValueType<String> HOST =
      ValueType.text("a host name or IP address to listen on", "[^\\s/\\[\\],;]+");
  private static final ValueType<String> NAME =
      ValueType.text(
          "a name of 1 to 100 letters, digits, '-', '_' or '.'", "[A-Za-z0-9_.-]{1,100}");

  private static final ValueType<String> ANYTHING = ValueType.text("a text, or nothing", "(?s).*");

  static final ConfigKey<List<Role>> ROLES =
      key(
          "roles",
          ValueType.listOf(ValueType.oneOf(Role.class), "a list of namesrv, broker, or both", 1, 2),
          "[namesrv, broker]",
          "The parts this process plays: the NameServer, the broker, or both.");

  static final ConfigKey<String> NAMESRV_HOST =
      key("namesrv.host", HOST, "0.0.0.0", "Address the NameServer listens on; 0.0.0.0 is all.");
  static final ConfigKey<Integer> NAMESRV_PORT =
      key("namesrv.port", ValueType.port(), "9876", "TCP port of the NameServer.");

  static final ConfigKey<String> BROKER_CLUSTER =
      key("broker.cluster", NAME, "DefaultCluster", "Name of the cluster the broker belongs to.");
  static final ConfigKey<String> BROKER_NAME =
      key("broker.name", NAME, "broker-a", "Name of the broker, unique within its cluster.");
  static final ConfigKey<Integer> BROKER_ID =
      key(
          "broker.id",
          ValueType.integer(0, Integer.MAX_VALUE),
          "0",
          "Number of the broker among those of its name; 0 takes writes.");
  static final ConfigKey<String> BROKER_HOST =
      key("broker.host", HOST, "0.0.0.0", "Address the broker listens on; 0.0.0.0 is all.");
  static final ConfigKey<Integer> BROKER_PORT =
      key("broker.port", ValueType.port(), "10911", "TCP port of the broker.");
  static final ConfigKey<Advertise> BROKER_ADVERTISE =
      key(
          "broker.advertise",
          new ValueType<>(
              "",
              "auto, or host[:port] that clients can connect to (not 0.0.0.0)",
              Advertise::parse),
          "auto",
          "Where clients are told to reach the broker; auto takes an address of this machine, and"
              + " without a port it is broker.port. Set it when clients see another address, as"
              + " behind NAT or in containers.");
  static final ConfigKey<List<Address>> BROKER_NAMESRV =
      key(
          "broker.namesrv",
          ValueType.listOf(
              new ValueType<>("", "", text -> Address.parse(text, NAMESRV_DEFAULT_PORT)),
              "a list of host[:port], port 9876 if none is given",
              0,
              Integer.MAX_VALUE),
          "[]",
          "NameServers the broker registers with; empty means the one in this process.");
  static final ConfigKey<Boolean> BROKER_AUTO_CREATE_TOPICS =
      key(
          "broker.auto-create-topics",
          ValueType.bool(),
          "true",
          "Whether a topic comes into being with the first message sent to it.");
  static final ConfigKey<Integer> BROKER_DEFAULT_QUEUES =
      key(
          "broker.default-queues",
          ValueType.integer(1, 1024),
          "8",
          "Most queues that a topic gets when it is created by its first message; the producer may"
              + " ask for fewer.");

  static final ConfigKey<Boolean> BROKER_RETRY_TOPIC_V2 =
      key(
          "broker.retry-topic-v2",
          ValueType.bool(),
          "false",
          "Whether popped messages that come again are stored in %RETRY%group+topic, RocketMQ's"
              + " newer name, instead of %RETRY%group_topic; both are read.");

  static final ConfigKey<String> WEB_HOST =
      key("web.host", HOST, "0.0.0.0", "Address the HTTP side listens on; 0.0.0.0 is all.");
  static final ConfigKey<Integer> WEB_PORT =
      key("web.port", ValueType.port(), "8080", "TCP port for health, metrics and browsers.");

  static final ConfigKey<List<WebTopic>> WEB_TOPICS =
      key(
          "web.topics",
          ValueType.listOf(
              new ValueType<>("", "", WebTopic::parse), WebTopic.ALLOWED, 0, Integer.MAX_VALUE),
          "[]",
          "Topics that are open to browsers, such as [prices, chat:publish+subscribe, demo-*]; none"
              + " if empty. The broker's own topics are never open.");
  static final ConfigKey<List<String>> WEB_GROUPS =
      key(
          "web.groups",
          ValueType.listOf(
              ValueType.text("", "[A-Za-z0-9_|*-]+"),
              "a list of names, in which * stands for anything",
              0,
              Integer.MAX_VALUE),
          "[]",
          "Consumer groups that pages may be members of, such as [desk, web-*]; none if empty."
              + " Their members share messages with each other and with POP clients.");
  static final ConfigKey<List<String>> WEB_ORIGINS =
      key(
          "web.origins",
          ValueType.listOf(
              ValueType.text("", "\\*|https?://[^\\s/]+"),
              "a list of http://host[:port] or https://host[:port], or * for all",
              0,
              Integer.MAX_VALUE),
          "[]",
          "Origins of pages that may connect, beside pages from the broker's own address.");
  static final ConfigKey<Integer> WEB_MAX_FRAME =
      key(
          "web.max-frame",
          ValueType.size("4KiB", "64MiB"),
          "512KiB",
          "Largest frame that a page may send; its socket is closed when it sends more.");
  static final ConfigKey<Integer> WEB_MAX_BODY =
      key(
          "web.max-body",
          ValueType.size("1KiB", "64MiB"),
          "256KiB",
          "Largest body that a page may publish.");
  static final ConfigKey<Integer> WEB_PUBLISH_RATE =
      key(
          "web.publish-rate",
          ValueType.integer(1, 1_000_000),
          "100",
          "Most messages that one socket may publish in a second.");
  static final ConfigKey<Integer> WEB_SOCKETS_PER_ADDRESS =
      key(
          "web.sockets-per-address",
          ValueType.integer(1, 1_000_000),
          "1024",
          "Most sockets that one address may have open. Behind a proxy all pages have its"
              + " address.");
  static final ConfigKey<Integer> WEB_SOCKETS_PER_USER =
      key(
          "web.sockets-per-user",
          ValueType.integer(1, 1_000_000),
          "64",
          "Most sockets and event streams that the user of a token (sub) may have open. Without"
              + " tokens there are no users.");
  static final ConfigKey<Integer> WEB_SUBSCRIPTIONS =
      key(
          "web.subscriptions",
          ValueType.integer(1, 10_000),
          "64",
          "Most subscriptions of one socket.");
  static final ConfigKey<Integer> WEB_CREDIT =
      key(
          "web.credit",
          ValueType.integer(1, 100_000),
          "1024",
          "Most messages that one subscription may ask for ahead.");
  static final ConfigKey<Integer> WEB_HANDSHAKE_RATE =
      key(
          "web.handshake-rate",
          ValueType.integer(1, 1_000_000),
          "1000",
          "Most new sockets and event streams in a second; pages beyond that are told to come"
              + " again.");
  static final ConfigKey<Long> WEB_CONNECT_TIMEOUT =
      key(
          "web.connect-timeout",
          ValueType.duration("100ms", "10m"),
          "5s",
          "Time in which a new socket must send its connect command.");
  static final ConfigKey<Long> WEB_PING_INTERVAL =
      key(
          "web.ping-interval",
          ValueType.duration("1s", "10m"),
          "25s",
          "Silence after which the broker asks whether a page is there; it closes the socket after"
              + " two and a half times as long.");

  static final ConfigKey<Boolean> WEB_OTHER_BROKERS =
      key(
          "web.other-brokers",
          ValueType.bool(),
          "true",
          "Whether pages are also given what is in the topic's queues on other brokers.");
  static final ConfigKey<Long> WEB_ROUTE_REFRESH =
      key(
          "web.route-refresh",
          ValueType.duration("1s", "10m"),
          "30s",
          "How often NameServers are asked for other brokers, and for topics that pages follow.");

  static final ConfigKey<String> WEB_TLS_CERTIFICATE =
      key(
          "web.tls.certificate",
          ANYTHING,
          "",
          "PEM file with the certificate of the HTTP side, and those that lead to its root, in this"
              + " order; empty for plain HTTP. It is read again when it changes.");
  static final ConfigKey<String> WEB_TLS_KEY =
      key(
          "web.tls.key",
          ANYTHING,
          "",
          "PEM file with the private key of web.tls.certificate (PKCS #8, or PKCS #1 for RSA).");

  static final ConfigKey<String> WEB_JWT_SECRET =
      key(
          "web.jwt.secret",
          ANYTHING,
          "",
          "Secret that tokens of pages (JWT) are signed with, for the algorithms HS256, HS384 and"
              + " HS512. Better given as an environment variable than in a file.");
  static final ConfigKey<String> WEB_JWT_PUBLIC_KEY =
      key(
          "web.jwt.public-key",
          ANYTHING,
          "",
          "PEM file with the public key of those who sign tokens, for RS, PS and ES algorithms.");
  static final ConfigKey<String> WEB_JWT_JWKS =
      key(
          "web.jwt.jwks",
          ANYTHING,
          "",
          "File with a JSON Web Key Set, for several keys at a time. It is read again when it"
              + " changes. With neither secret nor key no tokens are asked for, and pages may use"
              + " what web.topics lists.");
  static final ConfigKey<String> WEB_JWT_ALGORITHM =
      key(
          "web.jwt.algorithm",
          ValueType.text(
              "HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or"
                  + " ES512",
              "(HS|RS|PS|ES)(256|384|512)"),
          "HS256",
          "The algorithm of web.jwt.secret or web.jwt.public-key. Keys of a set name theirs.");
  static final ConfigKey<String> WEB_JWT_ISSUER =
      key("web.jwt.issuer", ANYTHING, "", "Issuer (iss) that tokens must name; any if empty.");
  static final ConfigKey<List<String>> WEB_JWT_AUDIENCE =
      key(
          "web.jwt.audience",
          ValueType.listOf(
              ValueType.text("", "[^,;\\[\\]]+"), "a list of names", 0, Integer.MAX_VALUE),
          "[]",
          "Audiences (aud), one of which tokens must name; any if empty.");
  static final ConfigKey<Long> WEB_JWT_LEEWAY =
      key(
          "web.jwt.leeway",
          ValueType.duration("0s", "5m"),
          "5s",
          "By how much the clock of those who make tokens may differ; whole seconds.");
  static final ConfigKey<String> WEB_JWT_COOKIE =
      key(
          "web.jwt.cookie",
          ValueType.text("the name of a cookie, or nothing", "[A-Za-z0-9_.-]*"),
          "",
          "Cookie in which a token may come, beside connect and the header Authorization; none if"
              + " empty.");

  static final ConfigKey<Path> STORE_PATH =
      key("store.path", ValueType.path(), "store", "Directory of the store; made when missing.");
  static final ConfigKey<Integer> STORE_SEGMENT_SIZE =
      key(
          "store.segment-size",
          ValueType.size("64KiB", "2047MiB"),
          "1GiB",
          "Size of one file of the commit log, a multiple of 4KiB. A store keeps the size it was"
              + " made with.");
  static final ConfigKey<Boolean> STORE_PREALLOCATE =
      key(
          "store.preallocate",
          ValueType.bool(),
          "true",
          "Whether the next commit log file is made, and room in it made ready, before it is"
              + " needed.");
  static final ConfigKey<FlushMode> STORE_FLUSH =
      key(
          "store.flush",
          ValueType.oneOf(FlushMode.class),
          "async",
          "async acknowledges a message once it would survive a kill of the process; sync once it"
              + " would survive a power loss.");
  static final ConfigKey<Long> STORE_FLUSH_INTERVAL =
      key(
          "store.flush-interval",
          ValueType.duration("1ms", "10m"),
          "500ms",
          "Time between two flushes to the disk with store.flush: async, so the most that a power"
              + " loss can cost.");
  static final ConfigKey<Long> STORE_RETENTION =
      key(
          "store.retention",
          ValueType.duration("1s", "3650d"),
          "72h",
          "How long messages are kept; whole commit log files go once their last message is"
              + " older.");
  static final ConfigKey<Integer> STORE_DISK_LIMIT =
      key(
          "store.disk-limit",
          ValueType.percent(1, 99),
          "90",
          "Use of the disk above which the oldest files go before their time, and sends are refused"
              + " when that is not enough.");
  static final ConfigKey<Long> STORE_MAX_SIZE =
      key(
          "store.max-size",
          ValueType.largeSize("1024TiB"),
          "0",
          "Size of the commit log above which the oldest files go before their time; 0 for no such"
              + " limit.");
  static final ConfigKey<Integer> STORE_SPARE_FILES =
      key(
          "store.spare-files",
          ValueType.integer(0, 64),
          "2",
          "Most commit log files that are kept in the folder spare when their time is over, to be"
              + " used again, which costs less than a new file does; 0 deletes them. They go first"
              + " when the disk is full.");

  static final ConfigKey<Integer> MESSAGE_MAX_SIZE =
      key(
          "message.max-size",
          ValueType.size("1KiB", "64MiB"),
          "4MiB",
          "Largest message that is taken.");

  static final ConfigKey<List<Long>> DELAY_LEVELS =
      key(
          "delay.levels",
          ValueType.listOf(
              ValueType.duration("1ms", "365d"),
              "a list of 1 to 18 durations from 1ms to 365d",
              1,
              18),
          "[1s, 5s, 10s, 30s, 1m, 2m, 3m, 4m, 5m, 6m, 7m, 8m, 9m, 10m, 20m, 30m, 1h, 2h]",
          "Delays that a message may ask for by level, level 1 first. Also the waits between the"
              + " retries of a message, which begin with level 3.");
  static final ConfigKey<Long> DELAY_MAX =
      key(
          "delay.max",
          ValueType.duration("1s", "365d"),
          "3d",
          "How far ahead a message may be due that names its own time.");
  static final ConfigKey<Integer> DELAY_MAX_TIMERS =
      key(
          "delay.max-timers",
          ValueType.integer(1, 100_000_000),
          "4000000",
          "How many messages that name their own time may wait at once. Further ones are refused"
              + " until some have been delivered. Each takes 16 to 24 bytes of heap.");

  static final ConfigKey<Long> TRANSACTION_TIMEOUT =
      key(
          "transaction.timeout",
          ValueType.duration("100ms", "1d"),
          "6s",
          "Age of an open transaction at which its producer is asked what became of it.");
  static final ConfigKey<Long> TRANSACTION_CHECK_INTERVAL =
      key(
          "transaction.check-interval",
          ValueType.duration("100ms", "1d"),
          "30s",
          "Time between two rounds of asking.");
  static final ConfigKey<Integer> TRANSACTION_MAX_CHECKS =
      key(
          "transaction.max-checks",
          ValueType.integer(1, 10_000),
          "15",
          "How often a producer is asked before the transaction is given up and set aside.");

  static final ConfigKey<Integer> NET_EVENT_LOOPS =
      key(
          "net.event-loops",
          ValueType.integer(0, 256),
          "0",
          "Threads that serve connections; 0 chooses by the number of processors.");
  static final ConfigKey<Long> NET_IDLE_TIMEOUT =
      key(
          "net.idle-timeout",
          ValueType.duration("1s", "1d"),
          "120s",
          "How long a connection may be silent before it is closed.");
  static final ConfigKey<Integer> NET_MAX_FRAME =
      key(
          "net.max-frame",
          ValueType.size("64KiB", "128MiB"),
          "16MiB",
          "Largest request that is read; a connection that announces more is closed.");

  static final ConfigKey<LogLevel> LOG_LEVEL =
      key("log.level", ValueType.oneOf(LogLevel.class), "info", "How much the log says.");

  /** In the order of the sample file. */
  static final List<ConfigKey<?>> ALL =
      List.of(
          ROLES,
          NAMESRV_HOST,
          NAMESRV_PORT,
          BROKER_CLUSTER,
          BROKER_NAME,
          BROKER_ID,
          BROKER_HOST,
          BROKER_PORT,
          BROKER_ADVERTISE,
          BROKER_NAMESRV,
          BROKER_AUTO_CREATE_TOPICS,
          BROKER_DEFAULT_QUEUES,
          BROKER_RETRY_TOPIC_V2,
          WEB_HOST,
          WEB_PORT,
          WEB_TOPICS,
          WEB_GROUPS,
          WEB_ORIGINS,
          WEB_MAX_FRAME,
          WEB_MAX_BODY,
          WEB_PUBLISH_RATE,
          WEB_SOCKETS_PER_ADDRESS,
          WEB_SOCKETS_PER_USER,
          WEB_SUBSCRIPTIONS,
          WEB_CREDIT,
          WEB_HANDSHAKE_RATE,
          WEB_CONNECT_TIMEOUT,
          WEB_PING_INTERVAL,
          WEB_OTHER_BROKERS,
          WEB_ROUTE_REFRESH,
          WEB_TLS_CERTIFICATE,
          WEB_TLS_KEY,
          WEB_JWT_SECRET,
          WEB_JWT_PUBLIC_KEY,
          WEB_JWT_JWKS,
          WEB_JWT_ALGORITHM,
          WEB_JWT_ISSUER,
          WEB_JWT_AUDIENCE,
          WEB_JWT_LEEWAY,
          WEB_JWT_COOKIE,
          STORE_PATH,
          STORE_SEGMENT_SIZE,
          STORE_PREALLOCATE,
          STORE_FLUSH,
          STORE_FLUSH_INTERVAL,
          STORE_RETENTION,
          STORE_DISK_LIMIT,
          STORE_MAX_SIZE,
          STORE_SPARE_FILES,
          MESSAGE_MAX_SIZE,
          DELAY_LEVELS,
          DELAY_MAX,
          DELAY_MAX_TIMERS,
          TRANSACTION_TIMEOUT,
          TRANSACTION_CHECK_INTERVAL,
          TRANSACTION_MAX_CHECKS,
          NET_EVENT_LOOPS,
          NET_IDLE_TIMEOUT,
          NET_MAX_FRAME,
          LOG_LEVEL);

  private static final Map<String, ConfigKey<?>> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(ConfigKey::name, Function.identity()));

  private ConfigKeys() {}

  static @Nullable ConfigKey<?> find(String name) {
    return BY_NAME.get(name);
  }

  static boolean isSection(String name) {
    return ALL.stream().anyMatch(key -> key.section().equals(name));
  }

  private static <T> ConfigKey<T> key(String name, ValueType<T> type, String text, String doc) {
    return new ConfigKey<>(name, type, text, doc);
  }
}

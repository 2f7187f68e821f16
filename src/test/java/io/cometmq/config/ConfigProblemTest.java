package io.cometmq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which settings can be wrong, and what the operator is told. */
final class ConfigProblemTest {
  private Path dir;

  @BeforeEach
  void useDirectory(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldNameFileLineKeyAllowedAndNearestForAnUnknownKey() {
    List<ConfigProblem> problems = problemsOf("broker:\n  name: b\n  prot: 1\n");

    assertThat(problems)
        .containsExactly(
            new ConfigProblem(
                dir.resolve("cometmq.yaml") + ", line 3",
                "broker.prot is not a setting; the nearest is broker.port; allowed in broker are"
                    + " cluster, name, id, host, port, advertise, namesrv, auto-create-topics,"
                    + " default-queues, retry-topic-v2"));
  }

  @Test
  void shouldNameTheSectionsForAnUnknownSection() {
    assertThat(texts(problemsOf("brokr:\n  port: 1\n")))
        .containsExactly(
            "brokr.port is not a setting; the nearest is broker.port; allowed sections are namesrv,"
                + " broker, web, store, message, delay, transaction, net, log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "broker.port=abc | a port from 0 to 65535 (0 picks a free one)",
        "broker.port=65536 | a port from 0 to 65535 (0 picks a free one)",
        "broker.port=-1 | a port from 0 to 65535 (0 picks a free one)",
        "broker.default-queues=0 | a whole number from 1 to 1024",
        "broker.default-queues=2.5 | a whole number from 1 to 1024",
        "broker.auto-create-topics=yes | true or false",
        "broker.name=a b | a name of 1 to 100 letters, digits, '-', '_' or '.'",
        "broker.host= | a host name or IP address to listen on",
        "broker.advertise=0.0.0.0 | auto, or host[:port] that clients can connect to (not 0.0.0.0)",
        "broker.namesrv=a:b | a list of host[:port], port 9876 if none is given",
        "roles=broker,web | a list of namesrv, broker, or both",
        "roles= | a list of namesrv, broker, or both",
        "store.flush=Sync | one of async, sync",
        "store.path= | a path; a relative one starts at the working directory",
        "store.segment-size=3GiB | a size from 64KiB to 2047MiB, such as 65536, 64KiB or" + " 1GiB",
        "store.segment-size=big | a size from 64KiB to 2047MiB, such as 65536, 64KiB or 1GiB",
        "store.flush-interval=500 | a duration from 1ms to 10m, such as 500ms, 10s or 72h",
        "store.disk-limit=100 | a percentage from 1 to 99",
        "store.disk-limit=0% | a percentage from 1 to 99",
        "log.level=loud | one of error, warn, info, debug, trace"
      })
  void shouldSayWhatIsAllowed(String assignment, String allowed) {
    int equals = assignment.indexOf('=');
    String key = assignment.substring(0, equals);
    String value = assignment.substring(equals + 1);

    assertThat(failure(Map.of(), List.of(assignment)).problems())
        .containsExactly(
            new ConfigProblem("--set", key + " is \"" + value + "\"; allowed is " + allowed));
  }

  @Test
  void shouldNameTheEnvironmentVariable() {
    assertThat(failure(Map.of("COMETMQ_BROKER_PORT", "x"), List.of()).problems())
        .containsExactly(
            new ConfigProblem(
                "environment variable COMETMQ_BROKER_PORT",
                "broker.port is \"x\"; allowed is a port from 0 to 65535 (0 picks a free one)"));
  }

  @Test
  void shouldFindTheNearestVariableForAnUnknownOne() {
    assertThat(failure(Map.of("COMETMQ_BROKERPORT", "1"), List.of()).problems())
        .containsExactly(
            new ConfigProblem(
                "environment variable COMETMQ_BROKERPORT",
                "is not a setting; the nearest is COMETMQ_BROKER_PORT"));
  }

  @Test
  void shouldRefuseAnAssignmentWithoutEquals() {
    assertThat(failure(Map.of(), List.of("broker.port")).problems())
        .containsExactly(new ConfigProblem("--set broker.port", "allowed is key=value"));
  }

  @Test
  void shouldWantCertificateAndKeyTogether() {
    assertThat(failure(Map.of(), List.of("web.tls.certificate=c.pem")).problems())
        .containsExactly(
            new ConfigProblem(
                "--set",
                "web.tls.certificate is given and web.tls.key is not; allowed are both, or neither"
                    + " for plain HTTP"));
    assertThat(failure(Map.of(), List.of("web.tls.key=k.pem")).problems())
        .singleElement()
        .asString()
        .contains("web.tls.key is given and web.tls.certificate is not");
  }

  @Test
  void shouldRefuseKeysOfTokensThatDoNotFitWithoutRepeatingTheSecret() {
    assertThat(failure(Map.of(), List.of("web.jwt.secret=short")).problems())
        .containsExactly(
            new ConfigProblem(
                "--set",
                "web.jwt.secret is too short for HS256, so it could be guessed; it must have at"
                    + " least 32 bytes"));
    assertThat(
            failure(
                    Map.of(),
                    List.of("web.jwt.secret=" + "s".repeat(64), "web.jwt.algorithm=RS256"))
                .problems())
        .singleElement()
        .asString()
        .contains("web.jwt.algorithm is RS256, which web.jwt.secret cannot be used for")
        .doesNotContain("sss");
    assertThat(failure(Map.of(), List.of("web.jwt.public-key=k.pem")).problems())
        .singleElement()
        .asString()
        .contains("web.jwt.algorithm is HS256, which web.jwt.public-key cannot be used for");
    assertThat(failure(Map.of(), List.of("web.jwt.cookie=c", "web.origins=*")).problems())
        .singleElement()
        .asString()
        .contains("web.jwt.cookie needs web.origins to name the origins");
  }

  @Test
  void shouldReportEverythingInOneGo() throws IOException {
    Path file = Files.writeString(dir.resolve("c.yaml"), "a: 1\nbroker:\n  port: x\n");
    ConfigException failure =
        failure(file, Map.of("COMETMQ_WEB_PORT", "y"), List.of("store.flush=z", "q"));

    assertThat(failure.problems())
        .extracting(ConfigProblem::source)
        .containsExactly(
            file + ", line 1",
            file + ", line 3",
            "environment variable COMETMQ_WEB_PORT",
            "--set",
            "--set q");
    assertThat(failure).message().hasLineCount(5);
    assertThat(failure.getStackTrace()).isEmpty();
  }

  @Test
  void shouldRefuseAMistakeInTheFileEvenWhenItIsOverridden() throws IOException {
    Path file = Files.writeString(dir.resolve("c.yaml"), "web: {port: x}\n");

    assertThat(failure(file, Map.of(), List.of("web.port=1")).problems()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker: {port: 1}\nbroker.port: 2\n", "web:\n  port: 1\n  port: 2\n"})
  void shouldRefuseAKeyThatStandsTwice(String yaml) {
    assertThat(texts(problemsOf(yaml)))
        .singleElement()
        .asString()
        .contains("port stands twice; the first is in line");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'broker:\n  port: {a: 1}\n' | broker.port is a section here; allowed is a port from 0 to"
            + " 65535 (0 picks a free one)",
        "'broker:\n  port: [1, 2]\n' | broker.port is \"[1, 2]\"; allowed is a port from 0 to 65535"
            + " (0 picks a free one)",
        "'broker:\n  port:\n' | broker.port is \"\"; allowed is a port from 0 to 65535 (0 picks a"
            + " free one)",
        "'store:\n  path: [a]\n' | store.path is \"[a]\"; allowed is a path; a relative one starts"
            + " at the working directory",
        "'roles: [{a: 1}]' | roles is \"[{...}]\"; allowed is a list of namesrv, broker, or both",
        "'broker: {name: &a x}\nweb: {host: *a}' | web.host is an alias (*); write the value out",
        "'- a\n- b\n' | must be a map of sections, such as \"broker:\"",
        "'log: {level: info}\n---\na: 1\n' | only one YAML document may stand in this file"
      })
  void shouldRefuseTheWrongShape(String yaml, String text) {
    assertThat(texts(problemsOf(yaml))).containsExactly(text);
  }

  @Test
  void shouldRefuseAScalarWhereASectionBelongs() {
    assertThat(texts(problemsOf("broker: 5\n")))
        .singleElement()
        .asString()
        .startsWith("broker is not a setting");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: b: c\n", "broker:\n\tport: 1\n", "broker: {port: 1\n"})
  void shouldNameTheLineOfBrokenYaml(String yaml) {
    List<ConfigProblem> problems = problemsOf(yaml);

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).source()).containsPattern("cometmq.yaml, line [12]$");
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    Path missing = dir.resolve("missing.yaml");

    assertThat(failure(missing, Map.of(), List.of()).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.source()).isEqualTo(missing.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "roles=broker | roles leaves out namesrv, so broker.namesrv must name at least one"
            + " NameServer",
        "store.segment-size=9999999 | store.segment-size must be a multiple of 4KiB",
        "store.segment-size=4MiB | store.segment-size must hold one message of message.max-size, so"
            + " allowed is at least 4130KiB",
        "net.max-frame=4MiB | net.max-frame must hold one message of message.max-size, so allowed"
            + " is at least 4130KiB",
        "broker.port=9876 | broker.port and namesrv.port must differ; both are 9876",
        "web.port=10911 | web.port and broker.port must differ; both are 10911"
      })
  void shouldCheckKeysAgainstEachOther(String assignment, String text) {
    assertThat(failure(Map.of(), List.of(assignment)).problems())
        .containsExactly(new ConfigProblem("--set", text));
  }

  @Test
  void shouldAllowTheSamePortOnDifferentAddressesAndForRolesNotPlayed() {
    ConfigLoader.of("broker.host=127.0.0.1", "namesrv.host=127.0.0.2", "broker.port=9876");
    ConfigLoader.of("roles=namesrv", "broker.port=9876");
    ConfigLoader.of("namesrv.port=0", "broker.port=0", "web.port=0");
  }

  private List<ConfigProblem> problemsOf(String yaml) {
    try {
      Path file = Files.writeString(dir.resolve("cometmq.yaml"), yaml);
      return failure(file, Map.of(), List.of()).problems();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(List<ConfigProblem> problems) {
    return problems.stream().map(ConfigProblem::text).toList();
  }

  private static ConfigException failure(Map<String, String> environment, List<String> sets) {
    return failure(null, environment, sets);
  }

  private static ConfigException failure(
      @Nullable Path file, Map<String, String> environment, List<String> sets) {
    return catchThrowableOfType(
        ConfigException.class, () -> ConfigLoader.load(file, environment, sets));
  }
}

package io.cometmq.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CometMqTest {
  private final Map<String, String> environment = new HashMap<>();
  private final List<FakeServer> servers = new ArrayList<>();
  private final List<Thread> hooks = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private @Nullable Exception startFailure;
  private Path home;

  @BeforeEach
  void useDirectory(@TempDir Path directory) {
    home = directory;
  }

  @Test
  void shouldStartWithDefaultsWhenNothingIsGiven() {
    assertThat(run()).isEqualTo(ExitCode.OK);

    assertThat(started().broker().port()).isEqualTo(10911);
    assertThat(hooks).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "start"})
  void shouldTakeTheSameOptionsWithAndWithoutTheCommand(String command) throws IOException {
    Path file = Files.writeString(home.resolve("my.yaml"), "broker: {name: b, port: 1}\n");
    List<String> words = new ArrayList<>(command.isEmpty() ? List.of() : List.of(command));
    words.addAll(List.of("--config", file.toString(), "--set", "web.port=3", "-s", "web.host=h"));
    environment.put("COMETMQ_BROKER_PORT", "2");

    assertThat(run(words.toArray(new String[0]))).isEqualTo(ExitCode.OK);

    assertThat(started().broker().name()).isEqualTo("b");
    assertThat(started().broker().port()).isEqualTo(2);
    assertThat(started().web().port()).isEqualTo(3);
    assertThat(started().web().host()).isEqualTo("h");
  }

  @Test
  void shouldTakeOptionsOnBothSidesOfTheCommand() throws IOException {
    Path file = Files.writeString(home.resolve("my.yaml"), "broker: {name: b}\n");

    run("--config", file.toString(), "--set", "web.port=1", "start", "--set", "broker.port=2");

    assertThat(started().broker().name()).isEqualTo("b");
    assertThat(started().web().port()).isEqualTo(1);
    assertThat(started().broker().port()).isEqualTo(2);
  }

  @Test
  void shouldFindTheSettingsFileByItself() throws IOException {
    Path file = home.resolve(StartOptions.SAMPLE);
    Files.createDirectories(home.resolve("conf"));
    Files.writeString(file, "broker: {port: 77}\n");

    assertThat(run("start")).isEqualTo(ExitCode.OK);

    assertThat(started().broker().port()).isEqualTo(77);
  }

  @Test
  void shouldListEveryWrongSettingWithoutStackTrace() {
    assertThat(run("start", "--set", "broker.prot=1", "--set", "web.port=x"))
        .isEqualTo(ExitCode.USAGE);

    assertThat(servers).isEmpty();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .startsWith("cometmq cannot start with these settings:\n  --set: broker.prot is not")
        .contains("  --set: web.port is \"x\"; allowed is a port")
        .doesNotContain("\tat ");
  }

  @Test
  void shouldRefuseASettingsFileThatIsNotThere() {
    assertThat(run("--config", home.resolve("none.yaml").toString())).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).contains("none.yaml: cannot be read");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--port=1", "stop", "--config", "--sample"})
  void shouldExplainAWrongCommandLine(String word) {
    assertThat(run(word)).isEqualTo(ExitCode.USAGE);

    assertThat(err.toString()).contains("cometmq").doesNotContain("\tat ");
    assertThat(servers).isEmpty();
  }

  @Test
  void shouldPrintHelpAndVersionWithoutStarting() {
    assertThat(run("--help")).isEqualTo(ExitCode.OK);
    assertThat(run("--version")).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).contains("--config", "--set", "start", "CometMQ development");
    assertThat(servers).isEmpty();
  }

  @Test
  void shouldPrintTheReferenceAndTheSample() {
    assertThat(run("config-doc")).isEqualTo(ExitCode.OK);
    assertThat(run("config-doc", "--sample")).isEqualTo(ExitCode.OK);

    assertThat(out).hasToString(ConfigDocument.markdown() + ConfigDocument.sampleFile());
  }

  @Test
  void shouldLookAtStoresWithoutStarting() {
    assertThat(run("store")).isEqualTo(ExitCode.USAGE);
    assertThat(run("store", "verify", "--help")).isEqualTo(ExitCode.OK);
    assertThat(run("store", "verify", home.toString())).isEqualTo(ExitCode.FAILED);

    assertThat(err.toString())
        .contains("Missing required subcommand", "it has no folder commitlog")
        .doesNotContain("\tat ");
    assertThat(out.toString()).contains("FOLDER");
    assertThat(servers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void shouldPrintCompletionForShells(String shell) {
    assertThat(run("completion", shell)).isEqualTo(ExitCode.OK);

    assertThat(out.toString()).contains("complete -F _complete_cometmq", "completion", "verify");
  }

  @Test
  void shouldFailWhenTheServerCannotStart() {
    startFailure = new StartException("port 10911 is taken", new IOException("in use"));

    assertThat(run()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldStopTheServerWhenTheProcessIsAskedToEnd() throws InterruptedException {
    run();

    hooks.get(0).start();
    hooks.get(0).join();

    assertThat(servers.get(0).isStopped()).isTrue();
  }

  private int run(String... words) {
    CommandLine commands =
        CometMq.commands(
            new Surroundings(
                environment,
                List.of(home),
                this::server,
                InputStream.nullInputStream(),
                () -> false,
                hooks::add,
                code -> {}));
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return commands.execute(words);
  }

  private Server server(CometConfig config) {
    FakeServer server = new FakeServer(config, startFailure, null);
    servers.add(server);
    return server;
  }

  private CometConfig started() {
    assertThat(servers).hasSize(1);
    return servers.get(0).config();
  }
}

package io.cometmq.tool.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class ConnectionOptionsTest {
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter err = new StringWriter();

  /** A command with nothing else. */
  @Command(name = "probe")
  static final class Probe implements Runnable {
    @Mixin private final ConnectionOptions connection;
    private @Nullable ClientOptions seen;

    Probe(ToolContext context) {
      this.connection = new ConnectionOptions(context);
    }

    @Override
    public void run() {
      seen = connection.options();
    }
  }

  private int run(Probe probe, String... words) {
    CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create().name("cometmq"));
    ToolCommands.add(root, probe);
    root.setErr(new PrintWriter(err, true)).setParameterExceptionHandler(Failures::explain);
    root.setExecutionExceptionHandler(
        (failure, command, result) -> Failures.explain(failure, root.getErr()));
    String[] all = new String[words.length + 1];
    all[0] = "probe";
    System.arraycopy(words, 0, all, 1, words.length);
    return root.execute(all);
  }

  private Probe probe() {
    return new Probe(
        new ToolContext(environment, InputStream.nullInputStream(), false, new Interrupt()));
  }

  private ClientOptions options(String... words) {
    Probe probe = probe();
    assertThat(run(probe, words)).isZero();
    return Objects.requireNonNull(probe.seen);
  }

  @Test
  void shouldLookAtHomeWhenNothingIsSaid() {
    ClientOptions options = options();

    assertThat(options.nameServers()).containsExactly("127.0.0.1:9876");
    assertThat(options.credentials()).isNull();
    assertThat(options.tls()).isNull();
    assertThat(options.requestTimeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void shouldPreferOptionsToTheEnvironment() {
    environment.put("COMETMQ_NAMESRV", "a:1;b:2");
    environment.put("COMETMQ_ACCESS_KEY", "me");
    environment.put("COMETMQ_SECRET_KEY", "secret");
    environment.put("COMETMQ_NAMESPACE", "ns");

    assertThat(options().nameServers()).containsExactly("a:1", "b:2");
    assertThat(options().namespace()).isEqualTo("ns");
    assertThat(Objects.requireNonNull(options().credentials()).accessKey()).isEqualTo("me");
    assertThat(options("-n", "c:3, d:4").nameServers()).containsExactly("c:3", "d:4");
    assertThat(Objects.requireNonNull(options("--access-key", "you").credentials()).accessKey())
        .isEqualTo("you");
  }

  @Test
  void shouldEncryptAndCompareNames() {
    ClientOptions options = options("--tls", "--timeout", "500ms");

    assertThat(Objects.requireNonNull(options.tls()).getHostnameVerificationAlgorithm())
        .isEqualTo("HTTPS");
    assertThat(options.connectTimeout()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void shouldSayWhatIsWrongAndWhatHelps() {
    assertThat(run(probe(), "--access-key", "me")).isEqualTo(1);
    assertThat(run(probe(), "--tls-ca", "/nowhere/ca.pem")).isEqualTo(1);
    assertThat(run(probe(), "--timeout", "soon")).isEqualTo(2);
    assertThat(run(probe(), "--namsrv", "x")).isEqualTo(2);

    assertThat(err.toString().lines())
        .anyMatch(line -> line.endsWith("COMETMQ_ACCESS_KEY and COMETMQ_SECRET_KEY"))
        .anyMatch(line -> line.startsWith("cometmq: cannot read /nowhere/ca.pem;"))
        .anyMatch(line -> line.contains("'soon' is no time; say 500ms, 10s, 5m or 2h"))
        .anyMatch(line -> line.contains("--namesrv"))
        .noneMatch(line -> line.startsWith("\tat"));
  }

  @Test
  void shouldKnowWhichFailuresAreThoseOfTheCommandLine() {
    PrintWriter out = new PrintWriter(err, true);

    assertThat(Failures.explain(new IllegalStateException("odd"), out)).isEqualTo(1);
    assertThat(Failures.explain(new ClientException.Invalid("bad name", "t", "rename"), out))
        .isEqualTo(2);
    assertThat(err.toString())
        .contains("cometmq: failed with java.lang.IllegalStateException: odd")
        .contains("cometmq: bad name (topic t); rename");
    assertThatThrownBy(() -> new TimeConverter().convert("x")).hasMessageContaining("'x'");
  }
}

package io.cometmq.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
final class ShutdownHookTest {
  private final FakeServer server = new FakeServer(ConfigLoader.of(), null, null);
  private final List<Integer> codes = new CopyOnWriteArrayList<>();
  private final ShutdownHook hook = new ShutdownHook(server, codes::add);

  @Test
  void shouldWaitForAStartUnderWayAndThenStop() throws InterruptedException {
    Thread thread = hook.thread();
    thread.start();

    hook.arm();
    thread.join();

    assertThat(server.isStopped()).isTrue();
    assertThat(codes).containsExactly(ExitCode.OK);
  }

  @Test
  void shouldLeaveAProcessAloneThatFailedToStart() throws InterruptedException {
    hook.disarm();

    Thread thread = hook.thread();
    thread.start();
    thread.join();

    assertThat(server.isStopped()).isFalse();
    assertThat(codes).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ok, 0", "fail, 1"})
  void shouldEndTheProcessWithTheOutcomeOfTheStop(String stop, int code)
      throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(java, "-Xmx64m", "-cp", classes, FakeServer.class.getName(), stop)
            .redirectErrorStream(true)
            .start();
    try (var lines = process.inputReader()) {
      assertThat(lines.lines().anyMatch("up"::equals)).isTrue();
      process.destroy();
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(code);
    } finally {
      process.destroyForcibly();
    }
  }
}

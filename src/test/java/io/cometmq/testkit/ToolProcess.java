package io.cometmq.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A command of the fat jar that runs in a process of its own. Owned by one test, which closes it.
 */
public final class ToolProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SIGINT_BIT = 1 << 1;

  private final Process process;
  private final Path output;

  private ToolProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it.
   *
   * @param output where it writes, both what is a result and what is none
   */
  public static ToolProcess start(Path output, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(BrokerProcess.classArchive());
    command.addAll(BrokerProcess.SHORT_LIVED);
    command.addAll(List.of("-Xmx256m", "-ea", "-jar", BrokerProcess.jar()));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new ToolProcess(process, output);
  }

  /** Waits until it has said something. */
  public void await(String text) {
    Awaitility.await().atMost(LIMIT).until(() -> said().contains(text));
  }

  private String said() throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }

  /** Presses Ctrl-C and waits for the end. */
  public ToolRun interrupt() throws IOException, InterruptedException {
    // a shell that runs tests in the background has them, and what they start, deaf to Ctrl-C
    String signal = isDeaf() ? "TERM" : "INT";
    new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("it did not end within " + LIMIT + ": " + said());
    }
    return new ToolRun(process.exitValue(), said());
  }

  private static boolean isDeaf() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status, StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sigign:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(bits -> (bits & SIGINT_BIT) != 0);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

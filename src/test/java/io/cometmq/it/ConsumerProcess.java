package io.cometmq.it;

import io.cometmq.peer.api.ConsumerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A push consumer in a process of its own, so that it can crash. Owned by one test. */
final class ConsumerProcess implements AutoCloseable {
  private final Path output;
  private final Process process;

  private ConsumerProcess(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  static ConsumerProcess start(
      Client client, String group, String namesrv, String topic, Path directory)
      throws IOException {
    return start(client, ConsumerSpec.of(group, namesrv, topic), directory.resolve(group + ".txt"));
  }

  /**
   * Starts one of the group, topic and order of a specification.
   *
   * @param output gets a line for each message; others may append to it at the same time
   */
  static ConsumerProcess start(Client client, ConsumerSpec spec, Path output) throws IOException {
    // surefire puts the real class path there when the process itself has a shorter one
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + output.getParent(),
                "-Dcometmq.peers=" + System.getProperty("cometmq.peers", "target/peers"),
                "-cp",
                classPath,
                ConsumerMain.class.getName(),
                client.name(),
                spec.group(),
                spec.namesrv(),
                spec.topic(),
                output.toString(),
                Boolean.toString(spec.orderly()))
            .redirectErrorStream(true)
            .redirectOutput(output.resolveSibling(spec.group() + ".log").toFile())
            .start();
    return new ConsumerProcess(output, process);
  }

  /** The text of each message it got so far. */
  List<String> received() throws IOException {
    return Files.exists(output) ? Files.readAllLines(output) : List.of();
  }

  /** Ends it without a word to the broker. */
  void crash() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

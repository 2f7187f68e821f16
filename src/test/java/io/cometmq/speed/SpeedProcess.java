package io.cometmq.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A {@link SpeedMain} in a process of its own. Owned by one thread. */
public final class SpeedProcess implements AutoCloseable {
  /** Messages each millisecond of whoever does not send as fast as he can. */
  public static final int PER_MS = 5;

  private final Process process;
  private final PrintWriter orders;
  private final BufferedReader answers;

  /**
   * What was measured.
   *
   * @param messages how many
   * @param seconds how long they took
   * @param cpuSeconds for how long the process was on processors meanwhile
   * @param p50Ms median of what was timed, in milliseconds
   * @param p99Ms 99th percentile of what was timed, in milliseconds
   */
  public record Figures(
      int messages, double seconds, double cpuSeconds, double p50Ms, double p99Ms) {
    static Figures parse(String line) {
      String[] words = line.split(" ", -1);
      return new Figures(
          Integer.parseInt(words[0]),
          Double.parseDouble(words[1]),
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]),
          Double.parseDouble(words[4]));
    }

    /** Messages for each second on processors. */
    public double perCpuSecond() {
      return messages / cpuSeconds;
    }
  }

  private SpeedProcess(Process process) {
    this.process = process;
    this.orders = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts one.
   *
   * @param official which client it has
   * @param launcher what comes before the command, to confine the process to a core
   * @param extra further options of Java
   */
  public static SpeedProcess start(
      boolean official,
      String namesrv,
      String topic,
      Path directory,
      List<String> launcher,
      List<String> extra)
      throws IOException {
    Path peers = Path.of(System.getProperty("cometmq.peers", "target/peers")).toAbsolutePath();
    Path testClasses = peers.resolveSibling("test-classes");
    Path home = testClasses.resolve("peer-home");
    List<String> command = new ArrayList<>(launcher);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+UseG1GC"));
    command.add("-Dlogback.configurationFile=" + home.resolve("logback.xml"));
    command.add("-Djava.io.tmpdir=" + directory);
    command.addAll(extra);
    if (official) {
      command.add("-Drocketmq.home.dir=" + home);
      command.add("-Drocketmq.client.logRoot=" + directory.resolve("logs"));
      command.add("-Drocketmq.log.root=" + directory.resolve("logs"));
      command.add("-Drocketmq.client.logLevel=WARN");
      command.add("-Duser.home=" + directory);
    }
    command.add("-cp");
    // surefire puts the real class path there when the process itself has a shorter one
    command.add(
        official
            ? home + ":" + testClasses + ":" + peers.resolve("client-5.5.0") + "/*"
            : System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(
        List.of(SpeedMain.class.getName(), official ? "official" : "comet", namesrv, topic));
    return new SpeedProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Waits until this time of {@link System#nanoTime}. */
  public static void pause(long dueNanos) {
    for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Has it do something and waits for the figures. */
  public Figures run(String what, String how, int count) throws IOException {
    begin(what, how, count);
    return figures();
  }

  /** Has it do something whose figures are asked for later. */
  public void begin(String what, String how, int count) {
    orders.println(what + " " + how + " " + count);
  }

  /** Waits until it says that it is ready. */
  public void awaitReady() throws IOException {
    String line = answer();
    if (!line.equals("READY")) {
      throw new IOException("not ready: " + line);
    }
  }

  /** The figures of what was begun. */
  public Figures figures() throws IOException {
    return Figures.parse(answer());
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the process has ended");
    }
    return line;
  }

  @Override
  public void close() {
    orders.close();
    process.destroy();
    process.onExit().join();
  }
}

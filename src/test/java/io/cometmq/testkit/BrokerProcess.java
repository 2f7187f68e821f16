package io.cometmq.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The real thing in a process of its own: the fat jar, on free ports, with its files below a
 * directory. Owned by one test, which closes it.
 */
public final class BrokerProcess implements AutoCloseable {
  /** A process that lives for seconds has no use for the compiler that takes longest. */
  static final List<String> SHORT_LIVED = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final Pattern PORT = Pattern.compile("(namesrv|broker|web) [^ ,;]*:(\\d+)");
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Path directory;
  private final List<String> options;
  private final List<String> settings;
  private Process process;
  private final Map<String, Integer> ports = new HashMap<>();
  private int starts;

  private BrokerProcess(Path directory, List<String> options, List<String> settings)
      throws IOException {
    this.directory = directory;
    this.options = options;
    this.settings = new ArrayList<>(settings);
    this.process = launch();
  }

  /** Starts NameServer and broker with further settings, each as {@code key=value}. */
  public static BrokerProcess start(Path directory, String... settings) throws IOException {
    return start(new BrokerProcess(directory, SHORT_LIVED, List.of(settings)));
  }

  /** Starts them as users have them, for measures. */
  public static BrokerProcess startToMeasure(Path directory, String... settings)
      throws IOException {
    return start(new BrokerProcess(directory, List.of(), List.of(settings)));
  }

  private static BrokerProcess start(BrokerProcess broker) throws IOException {
    broker.awaitReady();
    return broker;
  }

  private Process launch() throws IOException {
    starts++;
    ports.clear();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(classArchive());
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + Files.createDirectories(temporary()));
    command.addAll(List.of("-Xmx256m", "-ea", "-jar", jar(), "start"));
    Map<String, String> all = new LinkedHashMap<>();
    all.put("namesrv.port", "0");
    all.put("namesrv.host", "127.0.0.1");
    all.put("broker.host", "127.0.0.1");
    all.put("broker.port", "0");
    all.put("web.host", "127.0.0.1");
    all.put("web.port", "0");
    all.put("store.path", directory.resolve("store").toString());
    all.put("store.segment-size", "32MiB");
    // a full disk under the build must not decide a test
    all.put("store.disk-limit", "99");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    all.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output().toFile())
        .start();
  }

  /** Options of Java for a start with the class archive of the jar, as bin/cometmq has them. */
  static List<String> classArchive() {
    String archive =
        jar().replaceFirst("\\.jar$", "-" + System.getProperty("java.version") + ".jsa");
    return Files.exists(Path.of(archive))
        ? List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off")
        : List.of();
  }

  static String jar() {
    String jar = System.getProperty("cometmq.jar", "target/cometmq.jar");
    if (!Files.exists(Path.of(jar))) {
      throw new IllegalStateException(jar + " is missing: run mvn package first");
    }
    return jar;
  }

  /** Where it writes what it has to say. */
  public Path output() {
    return directory.resolve("broker-" + starts + ".log");
  }

  /** What it has for files that are not to stay. */
  public Path temporary() {
    return directory.resolve("tmp");
  }

  private void awaitReady() throws IOException {
    Awaitility.await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("the broker ended at start:\n" + log());
              }
              return log().contains(" is ready in ");
            });
    String line =
        log().lines().filter(text -> text.contains(" is ready in ")).findFirst().orElseThrow();
    Matcher matcher = PORT.matcher(line);
    while (matcher.find()) {
      ports.put(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
  }

  /** Everything it has printed since its last start. */
  public String log() throws IOException {
    return Files.exists(output()) ? Files.readString(output()) : "";
  }

  /** {@code host:port} of the NameServer. */
  public String namesrv() {
    return "127.0.0.1:" + port("namesrv");
  }

  /** Port of {@code namesrv}, {@code broker} or {@code web}. */
  public int port(String what) {
    Integer port = ports.get(what);
    if (port == null) {
      throw new IllegalStateException("no port for " + what + " among " + ports);
    }
    return port;
  }

  /** Number of the process. */
  public long pid() {
    return process.pid();
  }

  /** The store's root. */
  public Path store() {
    return directory.resolve("store");
  }

  /** Ends it as a power failure of the process would: nothing is flushed, nothing is said. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Asks it to stop and returns its exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
      throw new IllegalStateException("the broker did not stop within " + STOP_LIMIT);
    }
    return process.exitValue();
  }

  /** Starts it again on the same store and the same ports. */
  public void restart() throws IOException {
    ports.forEach((what, port) -> settings.add(what + ".port=" + port));
    process = launch();
    awaitReady();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

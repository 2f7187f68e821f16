package io.cometmq.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RocketMQ's own broker, of the newest version tested against, in a process of its own and on a
 * store that exists already. Owned by one test, which closes it.
 */
public final class OfficialBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OfficialBroker.class);
  private static final String MAIN = "org.apache.rocketmq.broker.BrokerStartup";
  private static final Duration START_LIMIT = Duration.ofSeconds(40);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
  private static final Path JARS =
      Path.of(System.getProperty("cometmq.peers", "target/peers"), "client-5.5.0");

  private final Path directory;
  private final Process process;

  private OfficialBroker(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param directory for its configuration and logs; new
   * @param store that it opens
   * @param settings as in its configuration file, each as {@code key=value}
   */
  public static OfficialBroker start(Path directory, Path store, String namesrv, String... settings)
      throws IOException {
    Files.createDirectories(directory);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("brokerClusterName", "DefaultCluster");
    all.put("brokerName", "broker-a");
    all.put("brokerId", "0");
    all.put("brokerIP1", "127.0.0.1");
    all.put("namesrvAddr", namesrv);
    all.put("listenPort", Integer.toString(freePort()));
    all.put("haListenPort", Integer.toString(freePort()));
    all.put("storePathRootDir", store.toString());
    all.put("storePathCommitLog", store.resolve("commitlog").toString());
    all.put("mappedFileSizeCommitLog", Integer.toString(32 << 20));
    all.put("mappedFileSizeTimerLog", Integer.toString(1 << 20));
    // a full disk under the build must not decide a test
    all.put("diskMaxUsedSpaceRatio", "99");
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      all.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Path config = directory.resolve("broker.conf");
    Files.write(config, all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
    OfficialBroker broker = new OfficialBroker(directory, launch(directory, config));
    broker.awaitReady();
    return broker;
  }

  /** The second port of that broker is two below its first. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
          ServerSocket second =
              new ServerSocket(first.getLocalPort() - 2, 1, InetAddress.getLoopbackAddress())) {
        return second.getLocalPort() + 2;
      } catch (BindException e) {
        LOG.info("somebody has one port of a pair, looking for another", e);
      }
    }
  }

  private static Process launch(Path directory, Path config) throws IOException {
    String jars;
    try (Stream<Path> files = Files.list(JARS)) {
      jars =
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .map(Path::toString)
              .sorted()
              .collect(Collectors.joining(System.getProperty("path.separator")));
    }
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Duser.home=" + directory,
                "-Djava.io.tmpdir=" + directory,
                "-Drocketmq.home.dir=" + directory,
                "-Drocketmq.log.root=" + directory,
                "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                jars,
                MAIN,
                "-c",
                config.toString()))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output.log").toFile())
        .start();
  }

  private void awaitReady() {
    Awaitility.await()
        .atMost(START_LIMIT)
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("RocketMQ ended at start:\n" + output());
              }
              return output().contains("boot success");
            });
  }

  /** What it has printed. */
  public String output() throws IOException {
    return Files.readString(directory.resolve("output.log"));
  }

  /** Asks it to stop, and waits until it has. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("RocketMQ did not stop within " + STOP_LIMIT);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

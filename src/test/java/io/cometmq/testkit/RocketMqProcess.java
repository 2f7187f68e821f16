package io.cometmq.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Apache RocketMQ's own NameServer and broker, each in a small process, with their files below a
 * directory. For tests of our client. Owned by one test, which closes it.
 */
public final class RocketMqProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Path JARS =
      Path.of(System.getProperty("cometmq.peers", "target/peers"), "server-5.5.0").toAbsolutePath();

  private final Path directory;
  private final int namesrvPort;
  private final List<String> brokerSettings;
  private final List<String> systemProperties;
  private final List<Process> processes = new ArrayList<>();

  private RocketMqProcess(
      Path directory, List<String> brokerSettings, List<String> systemProperties, int namesrvPort) {
    this.directory = directory;
    this.brokerSettings = brokerSettings;
    this.systemProperties = systemProperties;
    this.namesrvPort = namesrvPort;
  }

  /** Starts both and waits until the broker is registered. */
  public static RocketMqProcess start(Path directory) throws IOException {
    return start(directory, List.of(), List.of());
  }

  /**
   * Starts both with more settings.
   *
   * @param brokerSettings for the broker, each as {@code name=value}
   * @param systemProperties for both, each as {@code name=value}
   */
  public static RocketMqProcess start(
      Path directory, List<String> brokerSettings, List<String> systemProperties)
      throws IOException {
    Ports ports = Ports.free();
    RocketMqProcess server =
        new RocketMqProcess(directory, brokerSettings, systemProperties, ports.namesrv());
    try {
      server.launchAll(ports);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void launchAll(Ports ports) throws IOException {
    Path namesrv = settings("namesrv", "listenPort=" + namesrvPort, "bindAddress=127.0.0.1");
    launch("namesrv", "org.apache.rocketmq.namesrv.NamesrvStartup", namesrv);
    // a broker that finds no NameServer tries again only after half a minute
    awaitOutput("The Name Server boot success");
    Path store = directory.resolve("store");
    Path broker =
        settings(
            "broker",
            "brokerClusterName=Official",
            "brokerName=broker-a",
            "brokerId=0",
            "brokerIP1=127.0.0.1",
            "listenPort=" + ports.broker(),
            "haListenPort=" + ports.replicas(),
            "namesrvAddr=" + namesrv(),
            "storePathRootDir=" + store,
            "storePathCommitLog=" + store.resolve("commitlog"),
            "mappedFileSizeCommitLog=16777216",
            "mappedFileSizeConsumeQueue=60000",
            "maxIndexNum=20000",
            "maxHashSlotNum=5000",
            // popping needs it
            "timerWheelEnable=true",
            "mappedFileSizeTimerLog=1048576",
            "diskMaxUsedSpaceRatio=99",
            "autoCreateTopicEnable=true",
            "longPollingEnable=true",
            "enablePropertyFilter=true",
            "transactionTimeOut=500",
            "transactionCheckInterval=2000",
            "transactionOpBatchInterval=50",
            // a machine that is busy with other tests is no reason to refuse messages
            "waitTimeMillsInSendQueue=10000",
            "osPageCacheBusyTimeOutMills=10000",
            "flushDiskType=ASYNC_FLUSH");
    Files.write(broker, brokerSettings, StandardOpenOption.APPEND);
    launch("broker", "org.apache.rocketmq.broker.BrokerStartup", broker);
    awaitOutput("The broker[");
  }

  private void awaitOutput(String text) {
    Awaitility.await()
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              if (!processes.stream().allMatch(Process::isAlive)) {
                throw new IllegalStateException("a server ended at start:\n" + log());
              }
              return log().contains(text);
            });
  }

  private Path settings(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name + ".properties"), List.of(lines));
  }

  private void launch(String name, String main, Path settings) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // 38 MB for the timer's wheel, and more than 4 for each thread that stores
                "-XX:MaxDirectMemorySize=512m"));
    for (String opened :
        List.of("java.nio", "sun.nio.ch", "java.lang", "java.util", "jdk.internal.ref")) {
      command.addAll(List.of("--add-opens", "java.base/" + opened + "=ALL-UNNAMED"));
    }
    systemProperties.forEach(property -> command.add("-D" + property));
    command.addAll(
        List.of(
            "-Duser.home=" + directory,
            "-Djava.io.tmpdir=" + directory,
            "-Drocketmq.home.dir=" + directory,
            "-Drocketmq.log.root=" + directory.resolve("logs"),
            "-Drocketmq.broker.diskSpaceWarningLevelRatio=0.99",
            "-Drocketmq.broker.diskSpaceCleanForciblyRatio=0.98",
            "-cp",
            classPath(),
            main,
            "-c",
            settings.toString()));
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output(name).toFile())
            .start());
  }

  private static String classPath() throws IOException {
    try (Stream<Path> files = Files.list(JARS)) {
      return String.join(
          java.io.File.pathSeparator,
          files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList());
    }
  }

  private Path output(String name) {
    return directory.resolve(name + ".out");
  }

  private String log() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : List.of("namesrv", "broker")) {
      if (Files.exists(output(name))) {
        all.append(Files.readString(output(name)));
      }
    }
    return all.toString();
  }

  /** Port of the NameServer. */
  public int namesrvPort() {
    return namesrvPort;
  }

  /** {@code host:port} of the NameServer. */
  public String namesrv() {
    return "127.0.0.1:" + namesrvPort;
  }

  @Override
  public void close() {
    processes.forEach(process -> process.destroyForcibly().onExit().join());
  }

  /** Ports that were free, and are all different. */
  private record Ports(int namesrv, int broker, int replicas) {
    private static final int ATTEMPTS = 100;

    static Ports free() throws IOException {
      for (int i = 0; i < ATTEMPTS; i++) {
        try (ServerSocket namesrv = new ServerSocket(0);
            ServerSocket replicas = new ServerSocket(0);
            ServerSocket broker = new ServerSocket(0)) {
          // the broker also takes the port two below its own, and the one above
          if (isFree(broker.getLocalPort() - 2) && isFree(broker.getLocalPort() + 1)) {
            return new Ports(
                namesrv.getLocalPort(), broker.getLocalPort(), replicas.getLocalPort());
          }
        }
      }
      throw new IOException("no port with free neighbours in " + ATTEMPTS + " attempts");
    }

    private static boolean isFree(int port) throws IOException {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(port));
        return true;
      } catch (BindException e) {
        // somebody has it, or one of the ports just found
        return false;
      }
    }
  }
}

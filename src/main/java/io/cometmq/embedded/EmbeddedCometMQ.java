package io.cometmq.embedded;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigLoader;
import io.cometmq.launcher.CometServer;
import io.cometmq.launcher.Ready;
import io.cometmq.launcher.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A NameServer and a broker inside this JVM, for tests: on free ports of 127.0.0.1, with their
 * files in a temporary folder or one that is given. Any number of them can run beside each other.
 * Safe for any thread; starting and closing wait, so not on an event loop.
 *
 * <pre>{@code
 * try (EmbeddedCometMQ mq = EmbeddedCometMQ.start()) {
 *   producer.setNamesrvAddr(mq.namesrvAddress());
 *   ...
 * }
 * }</pre>
 *
 * <p>It leaves alone what belongs to the program around it: no system property, no hook, no setting
 * of the log.
 */
public final class EmbeddedCometMQ implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final @Nullable TemporaryFolder temporary;
  private final Server server;
  private final Ready ready;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedCometMQ(Path folder, @Nullable TemporaryFolder temporary, Server server)
      throws Exception {
    this.folder = folder;
    this.temporary = temporary;
    this.server = server;
    this.ready = server.start();
  }

  /**
   * Starts one with its files in a temporary folder, which is deleted when it is closed.
   *
   * @param settings each as {@code key=value}, see docs/configuration.md; they go before the
   *     defaults of this class
   * @throws io.cometmq.config.ConfigException when a setting is wrong
   * @throws IllegalStateException when it cannot start; the message says why
   */
  public static EmbeddedCometMQ start(String... settings) {
    TemporaryFolder temporary = TemporaryFolder.create();
    try {
      return start(temporary.path(), temporary, settings);
    } catch (RuntimeException e) {
      temporary.delete();
      throw e;
    }
  }

  /**
   * Starts one with its files in this folder, which is made if it is missing, and kept: what was
   * acknowledged is there when the next one starts in it.
   *
   * @param settings each as {@code key=value}, as for {@link #start}
   * @throws io.cometmq.config.ConfigException when a setting is wrong
   * @throws IllegalStateException when it cannot start, for instance because another broker uses
   *     the folder; the message says why
   */
  public static EmbeddedCometMQ startIn(Path folder, String... settings) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + folder + " cannot be made", e);
    }
    return start(folder, null, settings);
  }

  private static EmbeddedCometMQ start(
      Path folder, @Nullable TemporaryFolder temporary, String... settings) {
    CometConfig config = ConfigLoader.of(withDefaults(folder, settings));
    try {
      return new EmbeddedCometMQ(folder, temporary, new CometServer(config));
    } catch (Exception e) {
      throw new IllegalStateException("CometMQ did not start: " + e.getMessage(), e);
    }
  }

  private static String[] withDefaults(Path folder, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "namesrv.host=" + HOST,
                "namesrv.port=0",
                "broker.host=" + HOST,
                "broker.port=0",
                "web.host=" + HOST,
                "web.port=0",
                "store.path=" + folder.resolve("store"),
                "store.segment-size=16MiB",
                // a disk that is nearly full is no reason for a test to fail
                "store.disk-limit=99"));
    all.addAll(List.of(settings));
    return all.toArray(String[]::new);
  }

  /** Where clients find the NameServer, as {@code host:port}. */
  public String namesrvAddress() {
    return HOST + ":" + ready.port("namesrv");
  }

  /** Port of the broker. */
  public int brokerPort() {
    return ready.port("broker");
  }

  /** Port for browsers, health and metrics. */
  public int webPort() {
    return ready.port("web");
  }

  /** The folder with its files. */
  public Path folder() {
    return folder;
  }

  /**
   * Stops it in order, as SIGTERM does: what is under way is finished, everything is written. A
   * temporary folder is deleted. Closing once more does nothing.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.stop();
      if (temporary != null) {
        temporary.delete();
      }
    }
  }
}

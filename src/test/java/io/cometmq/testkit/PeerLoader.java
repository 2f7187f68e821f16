package io.cometmq.testkit;

import io.cometmq.peer.api.Peer;
import io.cometmq.peer.api.PeerAdminWalk;
import io.cometmq.peer.api.PeerFilter;
import io.cometmq.peer.api.PeerFormats;
import io.cometmq.peer.api.PeerStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads one version of the official client apart from everything else: only the JDK and {@code
 * io.cometmq.peer.api} are shared with the tests. Each version is loaded once and never unloaded.
 */
public final class PeerLoader extends URLClassLoader {
  private static final String SHARED = "io.cometmq.peer.api.";
  private static final String OFFICIAL_PEER = "io.cometmq.peer.OfficialPeer";
  private static final String OFFICIAL_STORE = "io.cometmq.peer.OfficialStore";
  private static final String OFFICIAL_FILTER = "io.cometmq.peer.OfficialFilter";

  private static final String OFFICIAL_ADMIN_WALK = "io.cometmq.peer.OfficialAdminWalk";

  private static final Path PEERS =
      Path.of(System.getProperty("cometmq.peers", "target/peers")).toAbsolutePath();
  private static final Path TEST_CLASSES = PEERS.resolveSibling("test-classes");

  /** Has what the official client's logging reads, see the files there. */
  private static final Path HOME = TEST_CLASSES.resolve("peer-home");

  static {
    ClassLoader.registerAsParallelCapable();
  }

  private PeerLoader(String name, List<URL> places) {
    super(name, places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  /** The newest version tested against. */
  public static Peer v5() {
    return V5.PEER;
  }

  /** The oldest version tested against. */
  public static Peer v4() {
    return V4.PEER;
  }

  /** RocketMQ's own store, of the newest version tested against. */
  public static PeerStore store() {
    return (PeerStore) make(OFFICIAL_STORE);
  }

  /** RocketMQ's own SQL92 filter, of the newest version tested against. */
  public static PeerFilter filter() {
    return (PeerFilter) make(OFFICIAL_FILTER);
  }

  /** What the newest version makes of bytes. */
  public static PeerFormats formats() {
    return (PeerFormats) make("io.cometmq.peer.OfficialFormats");
  }

  /** The newest version's administration interface, method by method. */
  public static PeerAdminWalk adminWalk() {
    return (PeerAdminWalk) make(OFFICIAL_ADMIN_WALK);
  }

  private static Object make(String name) {
    try {
      ClassLoader loader = v5().getClass().getClassLoader();
      return loader.loadClass(name).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load " + name, e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    return name.startsWith(SHARED)
        ? Class.forName(name, false, PeerLoader.class.getClassLoader())
        : super.findClass(name);
  }

  /** One after the other: a version tells the process its number, and remembers what it finds. */
  private static synchronized Peer load(String folder) {
    keepFilesInside(PEERS.resolve("work"));
    try {
      PeerLoader loader = new PeerLoader(folder, places(PEERS.resolve(folder)));
      return (Peer) loader.loadClass(OFFICIAL_PEER).getConstructor().newInstance();
    } catch (IOException e) {
      throw new UncheckedIOException("is " + folder + " in " + PEERS + "? mvn verify puts it", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot load " + folder, e);
    }
  }

  private static List<URL> places(Path jars) throws IOException {
    List<URL> places = new ArrayList<>(List.of(url(HOME), url(TEST_CLASSES)));
    try (Stream<Path> files = Files.list(jars)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
        places.add(url(jar));
      }
    }
    return places;
  }

  private static URL url(Path path) throws MalformedURLException {
    return path.toUri().toURL();
  }

  /**
   * Read by the client when its classes are loaded; it would write to the user's home otherwise.
   */
  private static void keepFilesInside(Path work) {
    System.setProperty("rocketmq.home.dir", HOME.toString());
    System.setProperty("rocketmq.log.root", work.resolve("logs").toString());
    System.setProperty("rocketmq.client.logRoot", work.resolve("logs").toString());
    System.setProperty("rocketmq.client.logLevel", "WARN");
    System.setProperty("rocketmq.client.localOffsetStoreDir", work.resolve("offsets").toString());
  }

  private static final class V5 {
    static final Peer PEER = load("client-5.5.0");
  }

  private static final class V4 {
    static final Peer PEER = load("client-4.9.8");
  }
}

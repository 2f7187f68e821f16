package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * What the command line takes from the process it runs in; tests put something else in its place.
 * Immutable.
 *
 * @param environment the environment variables
 * @param homes where a settings file is looked for, first one first
 * @param servers makes what is to be started
 * @param in the standard input
 * @param terminal whether somebody watches the error output
 * @param atShutdown registers what runs when the process is asked to end
 * @param halt ends the process at once with the given code
 */
record Surroundings(
    Map<String, String> environment,
    List<Path> homes,
    Function<CometConfig, Server> servers,
    InputStream in,
    BooleanSupplier terminal,
    Consumer<Thread> atShutdown,
    IntConsumer halt) {

  static Surroundings ofProcess(Function<CometConfig, Server> servers) {
    Runtime runtime = Runtime.getRuntime();
    return new Surroundings(
        System.getenv(),
        usualHomes(),
        servers,
        System.in,
        TerminalCheck::isWatched,
        runtime::addShutdownHook,
        runtime::halt);
  }

  /** The working directory, then the folder of the jar and the one above it. */
  private static List<Path> usualHomes() {
    Path here = Path.of("");
    try {
      Path code =
          Path.of(Surroundings.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path folder = code.getParent();
      return folder == null || folder.getParent() == null
          ? List.of(here)
          : List.of(here, folder, folder.getParent());
    } catch (URISyntaxException e) {
      return List.of(here);
    }
  }
}

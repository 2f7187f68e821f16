package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigException;
import io.cometmq.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Owned by the command line: the options of {@code start}, filled in by picocli. */
final class StartOptions {
  static final Path SAMPLE = Path.of("conf", "cometmq.yaml");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = {
        "Settings file (YAML). Without it conf/cometmq.yaml in the working directory or beside the"
            + " jar is used if there is one."
      })
  private @Nullable Path file;

  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "A setting that goes before file and environment, as often as needed.")
  private List<String> assignments = new ArrayList<>();

  /**
   * Loads the settings.
   *
   * @throws ConfigException when they cannot be used
   */
  CometConfig load(Surroundings surroundings) {
    Path used = file == null ? find(surroundings.homes()) : file;
    return ConfigLoader.load(used, surroundings.environment(), assignments);
  }

  private static @Nullable Path find(List<Path> homes) {
    return homes.stream()
        .map(home -> home.resolve(SAMPLE))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }
}

package io.cometmq.launcher;

import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigException;
import io.cometmq.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of {@code start}, as they were given. Immutable. */
record StartOptions(@Nullable Path file, List<String> assignments) {
  static final Path SAMPLE = Path.of("conf", "cometmq.yaml");

  private static final String CONFIG = "--config";
  private static final String SET = "--set";

  static void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("-c", CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                "Settings file (YAML). Without it conf/cometmq.yaml is used, if there is one in the"
                    + " working directory, in the folder of the jar or in the one above.")
            .build());
    command.addOption(
        OptionSpec.builder("-s", SET)
            .paramLabel("KEY=VALUE")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("A setting that goes before file and environment, as often as needed.")
            .build());
  }

  /** Takes the options before the word {@code start} and those behind it. */
  static StartOptions of(ParseResult line) {
    Path file = null;
    List<String> assignments = new ArrayList<>();
    for (ParseResult part = line; part != null; part = part.subcommand()) {
      file = part.matchedOptionValue(CONFIG, file);
      assignments.addAll(part.matchedOptionValue(SET, List.<String>of()));
    }
    return new StartOptions(file, List.copyOf(assignments));
  }

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

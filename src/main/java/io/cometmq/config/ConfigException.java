package io.cometmq.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; carries everything that is wrong with them. Immutable. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;

  ConfigException(List<ConfigProblem> problems) {
    super(
        problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** In the order in which they were found: file, environment, command line. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}

package io.cometmq.tool.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the results of a command are written. A mixin; filled by picocli. */
public final class OutputOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; json is one object a line. Default: table.")
  private OutputFormat format = OutputFormat.TABLE;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  /** The format that was chosen. */
  public OutputFormat format() {
    return format;
  }

  /** Whether a program reads the results. */
  public boolean isJson() {
    return format == OutputFormat.JSON;
  }

  /** Where results go. */
  public PrintWriter out() {
    return command.commandLine().getOut();
  }

  /** Writes a list of things: a table with a head, or an object a line. */
  public void print(Rows rows) {
    out().print(isJson() ? rows.json() : rows.table());
    out().flush();
  }

  /** Writes what is known of one thing: a line for each fact, or one object. */
  public void print(Facts facts) {
    out().print(isJson() ? facts.json() : facts.table());
    out().flush();
  }
}

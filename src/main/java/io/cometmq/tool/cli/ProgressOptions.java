package io.cometmq.tool.cli;

import io.cometmq.util.Clock;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether a command says how far it is. A mixin; filled by picocli. */
public final class ProgressOptions {
  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing of how far long work has come.")
  private boolean quiet;

  @Option(
      names = "--progress",
      description = "Say it on the error output even if that is no terminal.")
  private boolean wanted;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  private final ToolContext context;

  /** Creates them, to be filled. */
  public ProgressOptions(ToolContext context) {
    this.context = context;
  }

  /** Where the command says how far it is. */
  public ProgressLine line() {
    boolean shown = wanted || context.terminal() && !quiet;
    return new ProgressLine(err(), shown, context.terminal(), Clock.SYSTEM);
  }

  /** The same for commands whose results show how far they are, on the same terminal. */
  public ProgressLine lineIfAsked() {
    return new ProgressLine(err(), wanted, context.terminal(), Clock.SYSTEM);
  }

  /** Where what is no result goes: summaries, warnings. */
  public PrintWriter err() {
    return command.commandLine().getErr();
  }
}

package io.cometmq.launcher;

import io.cometmq.config.LogLevel;
import io.cometmq.tool.admin.AdminTools;
import io.cometmq.tool.bench.BenchCommand;
import io.cometmq.tool.bench.BenchConsumeCommand;
import io.cometmq.tool.bench.BenchEndToEndCommand;
import io.cometmq.tool.bench.BenchFanOutCommand;
import io.cometmq.tool.bench.BenchProduceCommand;
import io.cometmq.tool.cli.CompletionCommand;
import io.cometmq.tool.cli.Failures;
import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ToolCommands;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.store.DumpCommand;
import io.cometmq.tool.store.StoreCommand;
import io.cometmq.tool.store.VerifyCommand;
import io.cometmq.tool.traffic.ConsumeCommand;
import io.cometmq.tool.traffic.ProduceCommand;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The commands that do not start a server. Owned by the command line. */
final class Tools {
  private final Surroundings surroundings;
  private final Interrupt interrupt = new Interrupt();

  Tools(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Adds them to the command line. */
  void addTo(CommandLine root) {
    ToolContext context =
        new ToolContext(
            surroundings.environment(),
            surroundings.in(),
            surroundings.terminal().getAsBoolean(),
            interrupt);
    ToolCommands.add(
        root, new StoreCommand(), new VerifyCommand(context), new DumpCommand(context));
    ToolCommands.add(root, new ProduceCommand(context));
    ToolCommands.add(root, new ConsumeCommand(context));
    ToolCommands.add(
        root,
        new BenchCommand(),
        new BenchProduceCommand(context),
        new BenchConsumeCommand(context),
        new BenchEndToEndCommand(context),
        new BenchFanOutCommand(context));
    AdminTools.addTo(root, context);
    ToolCommands.add(root, new CompletionCommand());
  }

  /** Runs the one that was given; the result is the exit code. */
  int run(ParseResult line) {
    LogSetup.applyToErrors(LogLevel.WARN);
    EarlyEnd end = new EarlyEnd(interrupt, surroundings.halt());
    surroundings.atShutdown().accept(end.thread());
    int code = ExitCode.FAILED;
    try {
      code = new RunLast().execute(line);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      code = Failures.explain(cause, e.getCommandLine().getErr());
    } finally {
      end.over(code);
    }
    return code;
  }
}

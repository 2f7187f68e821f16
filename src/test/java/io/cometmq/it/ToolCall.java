package io.cometmq.it;

import io.cometmq.tool.bench.BenchCommand;
import io.cometmq.tool.bench.BenchConsumeCommand;
import io.cometmq.tool.bench.BenchEndToEndCommand;
import io.cometmq.tool.bench.BenchFanOutCommand;
import io.cometmq.tool.bench.BenchProduceCommand;
import io.cometmq.tool.cli.Failures;
import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ToolCommands;
import io.cometmq.tool.cli.ToolContext;
import io.cometmq.tool.traffic.ConsumeCommand;
import io.cometmq.tool.traffic.ProduceCommand;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command run inside the test, as the jar would run it in a process. Used once. */
final class ToolCall {
  private final Interrupt interrupt = new Interrupt();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final ToolContext context;

  private ToolCall(String namesrv, String input) {
    this.context =
        new ToolContext(
            Map.of("COMETMQ_NAMESRV", namesrv),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            false,
            interrupt);
  }

  /** Prepares one for the servers that a NameServer knows. */
  static ToolCall at(String namesrv) {
    return new ToolCall(namesrv, "");
  }

  /** The same with something on its standard input. */
  static ToolCall at(String namesrv, String input) {
    return new ToolCall(namesrv, input);
  }

  /** Runs it; the result is the exit code. */
  int run(String... words) {
    CommandLine root = new CommandLine(CommandSpec.create().name("cometmq"));
    ToolCommands.add(root, new ProduceCommand(context));
    ToolCommands.add(root, new ConsumeCommand(context));
    ToolCommands.add(
        root,
        new BenchCommand(),
        new BenchProduceCommand(context),
        new BenchConsumeCommand(context),
        new BenchEndToEndCommand(context),
        new BenchFanOutCommand(context));
    return root.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(Failures::explain)
        .setExecutionExceptionHandler(
            (failure, command, result) -> Failures.explain(failure, command.getErr()))
        .execute(words);
  }

  /** Presses Ctrl-C; any thread. */
  void interrupt() {
    interrupt.want();
  }

  List<String> lines() {
    return out.toString().lines().toList();
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}

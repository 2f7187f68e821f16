package io.cometmq.tool.store;

import io.cometmq.tool.cli.OutputOptions;
import io.cometmq.tool.cli.ProgressOptions;
import io.cometmq.tool.cli.ToolContext;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks a store. Used by the main thread. */
@Command(
    name = "verify",
    description =
        "Checks every record and every unit of the consume queues. Ends with 1 if something is"
            + " wrong.")
public final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FOLDER",
      description = "The folder that store.path names. It is never written to.")
  private Path folder = Path.of("");

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ProgressOptions progress;
  private final ToolContext context;

  /** Creates the command. */
  public VerifyCommand(ToolContext context) {
    this.context = context;
    this.progress = new ProgressOptions(context);
  }

  @Override
  public Integer call() {
    Progress work = new Progress(progress.line(), context.interrupt());
    VerifyReport report = new StoreVerifier(StoreFolder.open(folder), work).verify();
    output.out().print(output.isJson() ? report.json() + "\n" : report.text());
    output.out().flush();
    return report.isSound() ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}

package io.cometmq.tool.store;

import io.cometmq.tool.cli.OutputOptions;
import io.cometmq.tool.cli.ProgressOptions;
import io.cometmq.tool.cli.ToolContext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints records of a store. Used by the main thread. */
@Command(name = "dump", description = "Prints the records of a log.")
public final class DumpCommand implements Runnable {
  @Parameters(
      paramLabel = "FOLDER",
      description = "The folder that store.path names. It is never written to.")
  private Path folder = Path.of("");

  @Option(names = "--from", description = "Position of the log to begin at.")
  private long from;

  @Option(names = "--to", description = "Position to end before.")
  private long to = Long.MAX_VALUE;

  @Option(names = "--limit", description = "Number of records at most. Default: 100.")
  private long limit = 100;

  @Option(names = "--topic", description = "Only this topic, as it is stored.")
  private @Nullable String topic;

  @Option(names = "--queue", description = "Only this queue id.")
  private @Nullable Integer queue;

  @Option(names = "--key", description = "Only messages with this key or unique key.")
  private @Nullable String key;

  @Option(names = "--body", description = "Show the body, too.")
  private boolean body;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final ProgressOptions progress;
  private final ToolContext context;

  /** Creates the command. */
  public DumpCommand(ToolContext context) {
    this.context = context;
    this.progress = new ProgressOptions(context);
  }

  @Override
  public void run() {
    Progress work = new Progress(progress.line(), context.interrupt());
    DumpFilter filter = new DumpFilter(topic, queue, key);
    new StoreDumper(StoreFolder.open(folder), filter, output.isJson(), body, output.out())
        .dump(from, to, limit, work);
  }
}

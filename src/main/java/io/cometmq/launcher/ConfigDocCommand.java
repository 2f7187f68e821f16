package io.cometmq.launcher;

import io.cometmq.config.ConfigDocument;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Owned by the command line: prints the reference of all settings, or the sample file. */
@Command(
    name = "config-doc",
    description = "Prints the reference of all settings (Markdown).",
    mixinStandardHelpOptions = true,
    versionProvider = ProductVersion.class)
final class ConfigDocCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--sample", description = "Print a settings file with every default instead.")
  private boolean sample;

  @Override
  public Integer call() {
    if (spec == null) {
      throw new IllegalStateException("called without its command line");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(sample ? ConfigDocument.sampleFile() : ConfigDocument.markdown());
    out.flush();
    return ExitCode.OK;
  }
}

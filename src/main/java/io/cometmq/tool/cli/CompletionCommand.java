package io.cometmq.tool.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete our words. */
@Command(
    name = "completion",
    description =
        "Prints a script by which a shell completes commands and options:"
            + " source <(cometmq completion bash)")
public final class CompletionCommand implements Runnable {
  /** Shells we can help. */
  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.BASH;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec command;

  @Override
  public void run() {
    PrintWriter out = command.commandLine().getOut();
    if (shell == Shell.ZSH) {
      // the script speaks bash, which zsh understands with these
      out.println("autoload -U +X compinit && compinit");
      out.println("autoload -U +X bashcompinit && bashcompinit");
    }
    out.print(AutoComplete.bash("cometmq", command.root().commandLine()));
    out.flush();
  }
}

package io.cometmq.tool.cli;

import io.cometmq.client.ClientException;
import java.io.PrintWriter;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong in one text with cause and cure, without a stack trace. Stateless. */
public final class Failures {
  private Failures() {}

  /**
   * Says why a command failed.
   *
   * @return the exit code: 2 when the command line asked for what can't be, 1 otherwise
   */
  public static int explain(Throwable failure, PrintWriter err) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    boolean isExpected = cause instanceof ClientException || cause instanceof ToolException;
    String message = cause.getMessage();
    err.println("cometmq: " + (isExpected && message != null ? message : "failed with " + cause));
    err.flush();
    return cause instanceof ClientException.Invalid ? ExitCode.USAGE : ExitCode.SOFTWARE;
  }

  /** Says what is wrong with a command line, and where help is. */
  public static int explain(ParameterException wrong, String[] words) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("cometmq: " + wrong.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    }
    err.flush();
    return ExitCode.USAGE;
  }
}

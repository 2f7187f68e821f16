package io.cometmq.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether somebody watches the error output. Stateless. */
final class TerminalCheck {
  /** What the error output is, on Linux. */
  private static final Path ERROR_OUTPUT = Path.of("/proc/self/fd/2");

  private TerminalCheck() {}

  // from Java 22 on there is always a console, so there everybody watches
  @SuppressWarnings("SystemConsoleNull")
  static boolean isWatched() {
    if (!Files.exists(ERROR_OUTPUT)) {
      // Java itself knows only whether input and output both are a terminal
      return System.console() != null;
    }
    try {
      String target = Files.readSymbolicLink(ERROR_OUTPUT).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }
}

package io.cometmq.launcher;

/** What the process says to its caller when it ends. */
final class ExitCode {
  /** It did what it was told, or was asked to stop and did so in order. */
  static final int OK = 0;

  /** It could not start, or could not stop in order. */
  static final int FAILED = 1;

  /** The command line or the settings are wrong; nothing was touched. */
  static final int USAGE = 2;

  private ExitCode() {}
}

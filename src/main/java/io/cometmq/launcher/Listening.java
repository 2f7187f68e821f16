package io.cometmq.launcher;

/**
 * A socket that clients are served on. Immutable.
 *
 * @param what {@code namesrv}, {@code broker} or {@code web}
 * @param host the address it is bound to
 * @param port the port, chosen already
 * @param note what else an operator should know; empty for nothing
 */
public record Listening(String what, String host, int port, String note) {
  @Override
  public String toString() {
    return what + " " + host + ":" + port + note;
  }
}

package io.cometmq.launcher;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a started server tells whoever started it. Immutable.
 *
 * @param listening one entry for each socket
 * @param store what was found on disk, in a few words; empty without a broker
 */
public record Ready(List<Listening> listening, String store) {
  /** Copies the list. */
  public Ready {
    listening = List.copyOf(listening);
  }

  /**
   * The port of {@code namesrv}, {@code broker} or {@code web}.
   *
   * @throws IllegalArgumentException when that part was not started
   */
  public int port(String what) {
    return listening.stream()
        .filter(each -> each.what().equals(what))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("there is no " + what + " among " + listening))
        .port();
  }

  /** The one line that says it. */
  String line(String version, long startMs) {
    String line = "CometMQ " + version + " is ready in " + startMs + " ms: ";
    line += listening.stream().map(Listening::toString).collect(Collectors.joining(", "));
    return line + (store.isEmpty() ? "" : "; store " + store);
  }
}

package io.cometmq.launcher;

import java.util.List;

/**
 * What a started process tells its operator. Immutable.
 *
 * @param listening one entry for each socket, such as {@code namesrv 0.0.0.0:9876}
 * @param store what was found on disk, in a few words; empty without a broker
 */
record Ready(List<String> listening, String store) {
  Ready {
    listening = List.copyOf(listening);
  }

  /** The one line that says it. */
  String line(String version, long startMs) {
    String line = "CometMQ " + version + " is ready in " + startMs + " ms: ";
    return line + String.join(", ", listening) + (store.isEmpty() ? "" : "; store " + store);
  }
}

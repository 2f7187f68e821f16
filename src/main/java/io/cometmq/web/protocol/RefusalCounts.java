package io.cometmq.web.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How often pages were refused a command, and how often the broker closed their sockets, over all
 * event loops. Safe for any thread.
 */
public final class RefusalCounts {
  private final Map<ErrorCode, LongAdder> refused =
      Arrays.stream(ErrorCode.values())
          .collect(Collectors.toUnmodifiableMap(Function.identity(), code -> new LongAdder()));
  private final Map<Short, LongAdder> closed =
      Stream.concat(
              Stream.of(CloseCode.FRAME_TOO_LARGE),
              Arrays.stream(CloseCode.values()).map(CloseCode::number))
          .collect(Collectors.toUnmodifiableMap(Function.identity(), code -> new LongAdder()));

  /** A command was answered with an error, or an event stream refused. */
  public void refused(ErrorCode code) {
    of(refused, code).increment();
  }

  /** The broker closes a socket. */
  public void closed(short number) {
    of(closed, number).increment();
  }

  /** How often something was refused for this reason, since the start. */
  public long refusals(ErrorCode code) {
    return of(refused, code).sum();
  }

  /** How many sockets were closed with this code, since the start. */
  public long closes(short number) {
    return of(closed, number).sum();
  }

  private static <K> LongAdder of(Map<K, LongAdder> counters, K key) {
    return Objects.requireNonNull(counters.get(key));
  }
}

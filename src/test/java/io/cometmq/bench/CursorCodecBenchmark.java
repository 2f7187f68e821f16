package io.cometmq.bench;

import io.cometmq.web.feed.Cursor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cursor of a page that follows a topic of eight queues. */
@State(Scope.Thread)
public class CursorCodecBenchmark {
  private final Cursor cursor =
      new Cursor(
          0x1234_5678_9ABCL,
          "broker-a",
          123_456_789_012L,
          new long[] {1, 20, 300, 4_000, 50_000, 600_000, 7_000_000, 80_000_000});
  private final String text = cursor.text();

  /** Writes it, as after each batch that a page gets. */
  @Benchmark
  public String write() {
    return cursor.text();
  }

  /** Reads it, as when a page comes back. */
  @Benchmark
  public Cursor read() {
    return Cursor.parse(text);
  }
}

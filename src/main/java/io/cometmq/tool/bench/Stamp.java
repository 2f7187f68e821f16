package io.cometmq.tool.bench;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the beginning of each body, so that a receiver knows which message it has.
 * Immutable. Big-endian:
 *
 * <pre>
 *  0       8          12         20            28
 *  | run   | sender   | sequence | intended at |
 *  | int64 | int32    | int64    | int64       |
 * </pre>
 *
 * @param run tells the messages of one run from those of others
 * @param sender number of the sender, from 0
 * @param sequence number of the message, from 0 for each sender
 * @param intendedNanos when it should have left, by the clock of {@link System#nanoTime}
 */
record Stamp(long run, int sender, long sequence, long intendedNanos) {
  /** Bytes that it takes. */
  static final int SIZE = 28;

  /** A body of a size. */
  byte[] body(int size) {
    byte[] body = new byte[size];
    ByteBuffer.wrap(body).putLong(run).putInt(sender).putLong(sequence).putLong(intendedNanos);
    return body;
  }

  /** The stamp of a body; null when it is of no such message, or of another run. */
  static @Nullable Stamp of(byte[] body, long run) {
    if (body.length < SIZE) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.wrap(body);
    return bytes.getLong() == run
        ? new Stamp(run, bytes.getInt(), bytes.getLong(), bytes.getLong())
        : null;
  }
}

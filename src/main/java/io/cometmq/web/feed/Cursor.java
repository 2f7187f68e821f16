package io.cometmq.web.feed;

import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * A position in all queues of a topic, as pages keep it. Immutable.
 *
 * <p>Its text is base64url, without padding, of:
 *
 * <pre>
 *   version 2 (1) | store epoch 8 | length of broker name 1, broker name | end of the log, varint
 *   queues, varint | next offset of queue 0, varint | of queue 1 | ...
 * </pre>
 *
 * <p>Version 1 had no end of the log, and is still read.
 *
 * @param epoch of the store whose offsets these are
 * @param logEnd behind all messages that had been seen; what stands at a seen offset and is not
 *     before this is of a topic that was deleted and made anew
 * @param next offset of the first message that has not been seen, by queue
 */
public record Cursor(long epoch, String broker, long logEnd, long[] next) {
  private static final byte VERSION = 2;
  private static final byte WITHOUT_LOG_END = 1;
  private static final int MAX_QUEUES = 65_536;
  private static final int HEAD_BYTES = 10;

  /** Its text. */
  public String text() {
    byte[] name = broker.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + name.length + 14 + next.length * 9);
    out.put(VERSION).putLong(epoch).put((byte) name.length).put(name);
    varint(out, logEnd);
    varint(out, next.length);
    for (long offset : next) {
      varint(out, offset);
    }
    out.flip();
    return StandardCharsets.US_ASCII
        .decode(Base64.getUrlEncoder().withoutPadding().encode(out))
        .toString();
  }

  /**
   * Reads a cursor.
   *
   * @throws CometException when it is none
   */
  public static Cursor parse(String text) {
    try {
      ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      byte version = in.get();
      if (version != VERSION && version != WITHOUT_LOG_END) {
        throw broken();
      }
      long epoch = in.getLong();
      byte[] name = new byte[in.get() & 0xFF];
      in.get(name);
      long logEnd = version == VERSION ? varint(in) : Long.MAX_VALUE;
      long queues = varint(in);
      if (queues > MAX_QUEUES || queues > in.remaining()) {
        throw broken();
      }
      long[] next = new long[(int) queues];
      for (int i = 0; i < next.length; i++) {
        next[i] = varint(in);
      }
      if (in.hasRemaining()) {
        throw broken();
      }
      return new Cursor(epoch, new String(name, StandardCharsets.UTF_8), logEnd, next);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw broken();
    }
  }

  private static CometException broken() {
    return new CometException(
        ErrorCode.BAD_CURSOR,
        "subscribe.from.cursor is none that a broker gave; leave it out to begin with \"latest\"");
  }

  private static void varint(ByteBuffer out, long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw broken();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cursor that
        && epoch == that.epoch
        && logEnd == that.logEnd
        && broker.equals(that.broker)
        && Arrays.equals(next, that.next);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(next);
  }
}

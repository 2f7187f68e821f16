package io.cometmq.web.feed;

import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A position in all queues of a topic, as pages keep it. Immutable.
 *
 * <p>Its text is base64url, without padding, of:
 *
 * <pre>
 *   version 3 (1) | store epoch 8 | length of broker name 1, broker name | end of the log, varint
 *   queues, varint | next offset of queue 0, varint | of queue 1 | ...
 *   other brokers, varint, and for each, by name:
 *     length of broker name 1, broker name | queues, varint | queue 0, varint | queue 1 | ...
 * </pre>
 *
 * <p>A queue of another broker is twice its next offset; or, when the broker was not reached, twice
 * the time from which on it is to be read, in milliseconds since the epoch, and one. Without other
 * brokers it ends before them and is of version 2. Version 1 had no end of the log, and is still
 * read.
 *
 * @param epoch of the store whose offsets these are
 * @param broker that has made it
 * @param logEnd behind all messages that had been seen; what stands at a seen offset and is not
 *     before this is of a topic that was deleted and made anew
 * @param next offset of the first message that has not been seen, by queue
 * @param elsewhere the same of other brokers
 */
public record Cursor(long epoch, String broker, long logEnd, long[] next, Elsewhere elsewhere) {
  private static final byte WITH_OTHERS = 3;
  private static final byte VERSION = 2;
  private static final byte WITHOUT_LOG_END = 1;
  private static final int MAX_QUEUES = 65_536;
  private static final byte[] NOTHING = {};
  private static final int MAX_NAME = 255;
  private static final int MAX_BROKERS = 1_024;
  private static final int HEAD_BYTES = 10;

  /** A position on one broker. */
  public Cursor(long epoch, String broker, long logEnd, long[] next) {
    this(epoch, broker, logEnd, next, Elsewhere.NONE);
  }

  /** Its text. */
  public String text() {
    byte[] name = broker.getBytes(StandardCharsets.UTF_8);
    byte[] others = elsewhere.isEmpty() ? NOTHING : elsewhere.encoded();
    ByteBuffer out =
        ByteBuffer.allocate(HEAD_BYTES + name.length + 14 + next.length * 9 + others.length);
    out.put(others.length == 0 ? VERSION : WITH_OTHERS);
    out.putLong(epoch).put((byte) name.length).put(name);
    varint(out, logEnd);
    varint(out, next.length);
    for (long offset : next) {
      varint(out, offset);
    }
    out.put(others).flip();
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
      if (version < WITHOUT_LOG_END || version > WITH_OTHERS) {
        throw broken();
      }
      long epoch = in.getLong();
      String broker = name(in);
      long logEnd = version == WITHOUT_LOG_END ? Long.MAX_VALUE : varint(in);
      long[] next = new long[count(in)];
      for (int i = 0; i < next.length; i++) {
        next[i] = varint(in);
      }
      Elsewhere others = version == WITH_OTHERS ? others(in) : Elsewhere.NONE;
      if (in.hasRemaining()) {
        throw broken();
      }
      return new Cursor(epoch, broker, logEnd, next, others);
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      throw broken();
    }
  }

  private static Elsewhere others(ByteBuffer in) {
    SortedMap<String, long[]> others = new TreeMap<>();
    int brokers = count(in);
    if (brokers > MAX_BROKERS) {
      throw broken();
    }
    for (int i = 0; i < brokers; i++) {
      String broker = name(in);
      if (broker.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
        throw broken();
      }
      long[] next = new long[count(in)];
      for (int j = 0; j < next.length; j++) {
        next[j] = Elsewhere.decode(varint(in));
      }
      others.put(broker, next);
    }
    return Elsewhere.of(others);
  }

  private static String name(ByteBuffer in) {
    byte[] name = new byte[in.get() & 0xFF];
    in.get(name);
    return new String(name, StandardCharsets.UTF_8);
  }

  private static int count(ByteBuffer in) {
    long count = varint(in);
    if (count > MAX_QUEUES || count > in.remaining()) {
      throw broken();
    }
    return (int) count;
  }

  /**
   * The same as if a broker had made it. Its offsets are those that another broker has read; of
   * what store they are is not known then. A broker that the cursor has nothing of gets it as it
   * is, with the offsets of its maker among the others.
   *
   * @param ownEpoch of that broker's store
   */
  Cursor seenBy(String own, long ownEpoch) {
    if (broker.equals(own)) {
      return this;
    }
    Elsewhere others = elsewhere.without(own).with(broker, next.clone());
    long[] known = elsewhere.of(own);
    return known == null
        ? new Cursor(epoch, broker, logEnd, new long[0], others)
        : new Cursor(ownEpoch, own, Long.MAX_VALUE, known, others);
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
        && Arrays.equals(next, that.next)
        && elsewhere.equals(that.elsewhere);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(next);
  }
}

package io.cometmq.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a record in place. Owned by whoever uses it; {@link #wrap} moves it to
 * another record without allocating. It believes the lengths it reads: look at bytes of doubtful
 * origin with {@link RecordCheck} first.
 */
public final class RecordView {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ByteBuffer buffer = NOTHING;
  private int start;
  private int sysFlag;
  private int bodyAt;
  private int bodyLength;
  private int topicAt;
  private int topicLength;
  private int propertiesAt;
  private int propertiesLength;

  /** Moves to the record that starts at {@code index}. */
  public RecordView wrap(ByteBuffer bytes, int index) {
    buffer = bytes;
    start = index;
    sysFlag = bytes.getInt(index + RecordLayout.SYS_FLAG);
    int bodyLengthAt = index + RecordLayout.bodyLength(sysFlag);
    bodyLength = bytes.getInt(bodyLengthAt);
    bodyAt = bodyLengthAt + 4;
    int topicLengthAt = bodyAt + bodyLength;
    if (magic() == RecordLayout.MAGIC_V2) {
      topicLength = bytes.getShort(topicLengthAt);
      topicAt = topicLengthAt + 2;
    } else {
      topicLength = bytes.get(topicLengthAt);
      topicAt = topicLengthAt + 1;
    }
    int propertiesLengthAt = topicAt + topicLength;
    propertiesLength = bytes.getShort(propertiesLengthAt);
    propertiesAt = propertiesLengthAt + 2;
    return this;
  }

  public ByteBuffer buffer() {
    return buffer;
  }

  public int totalSize() {
    return buffer.getInt(start);
  }

  public int magic() {
    return buffer.getInt(start + RecordLayout.MAGIC);
  }

  public int bodyCrc() {
    return buffer.getInt(start + RecordLayout.BODY_CRC);
  }

  public int queueId() {
    return buffer.getInt(start + RecordLayout.QUEUE_ID);
  }

  public int flag() {
    return buffer.getInt(start + RecordLayout.FLAG);
  }

  public long queueOffset() {
    return buffer.getLong(start + RecordLayout.QUEUE_OFFSET);
  }

  public long physicalOffset() {
    return buffer.getLong(start + RecordLayout.PHYSICAL_OFFSET);
  }

  public int sysFlag() {
    return sysFlag;
  }

  /** Milliseconds since the epoch. */
  public long bornTimestamp() {
    return buffer.getLong(start + RecordLayout.BORN_TIMESTAMP);
  }

  public HostAddress bornHost() {
    return HostAddress.read(
        buffer, start + RecordLayout.BORN_HOST, (sysFlag & RecordLayout.BORN_HOST_V6) != 0);
  }

  /** Milliseconds since the epoch. */
  public long storeTimestamp() {
    return buffer.getLong(start + RecordLayout.storeTimestamp(sysFlag));
  }

  public HostAddress storeHost() {
    return HostAddress.read(
        buffer,
        start + RecordLayout.storeHost(sysFlag),
        (sysFlag & RecordLayout.STORE_HOST_V6) != 0);
  }

  public int reconsumeTimes() {
    return buffer.getInt(start + RecordLayout.reconsumeTimes(sysFlag));
  }

  public long preparedTransactionOffset() {
    return buffer.getLong(start + RecordLayout.reconsumeTimes(sysFlag) + 4);
  }

  /** Index of the body in {@link #buffer}. */
  public int bodyAt() {
    return bodyAt;
  }

  public int bodyLength() {
    return bodyLength;
  }

  /** Index of the topic in {@link #buffer}. */
  public int topicAt() {
    return topicAt;
  }

  public int topicLength() {
    return topicLength;
  }

  /** The topic as a string of its own. */
  public String topic() {
    byte[] bytes = new byte[topicLength];
    buffer.get(topicAt, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Index of the properties in {@link #buffer}. */
  public int propertiesAt() {
    return propertiesAt;
  }

  public int propertiesLength() {
    return propertiesLength;
  }
}

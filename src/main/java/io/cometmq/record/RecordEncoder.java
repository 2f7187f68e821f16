package io.cometmq.record;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Writes records but for what only the log's writer knows: queue offset, physical offset and store
 * time are left 0. Owned by one context and used again for each record: set the fields, then {@link
 * #write}.
 */
public final class RecordEncoder {
  private static final HostAddress NOWHERE = new HostAddress(new byte[4], 0);
  private static final byte[] NOTHING = new byte[0];
  private static final byte PROPERTY_END = 2;

  private final CRC32 crc = new CRC32();

  public int queueId;
  public int flag;

  /** Without the host bits, which {@link #write} sets. */
  public int sysFlag;

  public long bornTimestamp;
  public HostAddress bornHost = NOWHERE;
  public HostAddress storeHost = NOWHERE;
  public int reconsumeTimes;
  public long preparedTransactionOffset;
  public byte[] topic = NOTHING;
  public byte[] properties = NOTHING;
  public int propertiesFrom;
  public int propertiesLength;

  /** The flags as they are stored. */
  public int storedSysFlag() {
    return sysFlag & ~(RecordLayout.BORN_HOST_V6 | RecordLayout.STORE_HOST_V6)
        | (bornHost.isV6() ? RecordLayout.BORN_HOST_V6 : 0)
        | (storeHost.isV6() ? RecordLayout.STORE_HOST_V6 : 0);
  }

  /** Size of the record that {@link #write} makes with a body of this size. */
  public int size(int bodyBytes) {
    return RecordLayout.size(storedSysFlag(), bodyBytes, topic.length, storedPropertiesLength());
  }

  /**
   * Properties that end with NUL get one more separator, which readers pass over: recovery takes
   * zeros at the end of the last record for bytes that a kill has cut off. Those of the greatest
   * length, {@link Short#MAX_VALUE}, have no room for it.
   */
  private int storedPropertiesLength() {
    return endWithNul() && propertiesLength < Short.MAX_VALUE
        ? propertiesLength + 1
        : propertiesLength;
  }

  private boolean endWithNul() {
    return propertiesLength > 0 && properties[propertiesFrom + propertiesLength - 1] == 0;
  }

  /**
   * Writes one record at the position of {@code out}.
   *
   * @param body its bytes from position to limit; its position is left where it was
   */
  public void write(ByteBuffer out, ByteBuffer body) {
    boolean version2 = topic.length > RecordLayout.MAX_TOPIC_V1;
    out.putInt(size(body.remaining()));
    out.putInt(version2 ? RecordLayout.MAGIC_V2 : RecordLayout.MAGIC_V1);
    out.putInt(crcOf(body));
    out.putInt(queueId);
    out.putInt(flag);
    out.putLong(0);
    out.putLong(0);
    out.putInt(storedSysFlag());
    out.putLong(bornTimestamp);
    bornHost.write(out);
    out.putLong(0);
    storeHost.write(out);
    out.putInt(reconsumeTimes);
    out.putLong(preparedTransactionOffset);
    out.putInt(body.remaining());
    int from = body.position();
    out.put(body);
    body.position(from);
    if (version2) {
      out.putShort((short) topic.length);
    } else {
      out.put((byte) topic.length);
    }
    out.put(topic);
    int stored = storedPropertiesLength();
    out.putShort((short) stored);
    out.put(properties, propertiesFrom, propertiesLength);
    if (stored > propertiesLength) {
      out.put(PROPERTY_END);
    }
  }

  private int crcOf(ByteBuffer body) {
    if (!body.hasRemaining()) {
      return 0;
    }
    int from = body.position();
    crc.reset();
    crc.update(body);
    body.position(from);
    return (int) (crc.getValue() & 0x7FFFFFFF);
  }
}

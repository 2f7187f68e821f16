package io.cometmq.record;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Tells whether bytes are a whole, undamaged record. Owned by whoever uses it.
 *
 * <p>Believes nothing: every length is held against the space there is before it is used.
 */
public final class RecordCheck {
  /** What was found. */
  public enum Verdict {
    /** A record whose lengths agree and whose body has its checksum. */
    OK,
    /** The filler at the end of a log file. */
    BLANK,
    /** Neither. */
    BAD
  }

  private static final int CRC_MASK = 0x7FFFFFFF;

  private final CRC32 crc = new CRC32();

  /**
   * Looks at the bytes from {@code index} up to the buffer's limit.
   *
   * @param checkBody whether the body's checksum is computed
   */
  public Verdict check(ByteBuffer buffer, int index, boolean checkBody) {
    int space = buffer.limit() - index;
    if (space < RecordLayout.BLANK_BYTES) {
      return Verdict.BAD;
    }
    int total = buffer.getInt(index);
    int magic = buffer.getInt(index + RecordLayout.MAGIC);
    if (magic == RecordLayout.MAGIC_BLANK) {
      return Verdict.BLANK;
    }
    if ((magic != RecordLayout.MAGIC_V1 && magic != RecordLayout.MAGIC_V2)
        || total < RecordLayout.FIXED_BYTES
        || total > space) {
      return Verdict.BAD;
    }
    return lengthsAgree(buffer, index, total, magic) && (!checkBody || bodyIsSound(buffer, index))
        ? Verdict.OK
        : Verdict.BAD;
  }

  private static boolean lengthsAgree(ByteBuffer buffer, int index, int total, int magic) {
    int sysFlag = buffer.getInt(index + RecordLayout.SYS_FLAG);
    int bodyLengthAt = RecordLayout.bodyLength(sysFlag);
    if (bodyLengthAt + 4 > total) {
      return false;
    }
    int body = buffer.getInt(index + bodyLengthAt);
    if (body < 0 || body > total - bodyLengthAt - 4) {
      return false;
    }
    int topicLengthAt = bodyLengthAt + 4 + body;
    int topicField = magic == RecordLayout.MAGIC_V2 ? 2 : 1;
    if (topicLengthAt + topicField > total) {
      return false;
    }
    int topic =
        topicField == 2
            ? buffer.getShort(index + topicLengthAt)
            : buffer.get(index + topicLengthAt);
    int propertiesLengthAt = topicLengthAt + topicField + topic;
    if (topic < 0 || propertiesLengthAt + 2 > total) {
      return false;
    }
    int properties = buffer.getShort(index + propertiesLengthAt);
    return properties >= 0 && propertiesLengthAt + 2 + properties == total;
  }

  private boolean bodyIsSound(ByteBuffer buffer, int index) {
    int sysFlag = buffer.getInt(index + RecordLayout.SYS_FLAG);
    int bodyAt = index + RecordLayout.bodyLength(sysFlag) + 4;
    int length = buffer.getInt(bodyAt - 4);
    if (length == 0) {
      return true;
    }
    crc.reset();
    crc.update(buffer.slice(bodyAt, length));
    return (int) (crc.getValue() & CRC_MASK) == buffer.getInt(index + RecordLayout.BODY_CRC);
  }
}

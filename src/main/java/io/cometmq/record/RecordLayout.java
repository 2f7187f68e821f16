package io.cometmq.record;

/**
 * Where the fields of a record stand. The format is RocketMQ's; all numbers are big-endian.
 *
 * <pre>
 *   0   total size 4 | 4 magic 4 | 8 body CRC 4 | 12 queue id 4 | 16 flag 4
 *   20  queue offset 8 | 28 physical offset 8 | 36 sys flag 4 | 40 born timestamp 8
 *   48  born host: address 4 or 16, port 4
 *   B   store timestamp 8        B = 56, or 68 with an IPv6 born host
 *       store host: address 4 or 16, port 4
 *       reconsume times 4 | prepared transaction offset 8
 *       body length 4, body | topic length 1 (2 in version 2), topic | properties length 2, properties
 * </pre>
 */
public final class RecordLayout {
  /** Magic of a record whose topic length has one byte. */
  public static final int MAGIC_V1 = 0xDAA320A7;

  /** Magic of a record whose topic length has two bytes. */
  public static final int MAGIC_V2 = 0xDAA320AB;

  /** Magic of the filler at the end of a log file. */
  public static final int MAGIC_BLANK = 0xCBD43194;

  /** Bytes that always remain at the end of a log file: length and magic of the filler. */
  public static final int BLANK_BYTES = 8;

  public static final int TOTAL_SIZE = 0;
  public static final int MAGIC = 4;
  public static final int BODY_CRC = 8;
  public static final int QUEUE_ID = 12;
  public static final int FLAG = 16;
  public static final int QUEUE_OFFSET = 20;
  public static final int PHYSICAL_OFFSET = 28;
  public static final int SYS_FLAG = 36;
  public static final int BORN_TIMESTAMP = 40;
  public static final int BORN_HOST = 48;

  /** Size of a record of version 1 with two IPv4 hosts and nothing in it. */
  public static final int FIXED_BYTES = 91;

  /** What an IPv6 host takes more than an IPv4 one. */
  public static final int IPV6_EXTRA_BYTES = 12;

  /** Sys flag bit: the born host is an IPv6 address. */
  public static final int BORN_HOST_V6 = 0x10;

  /** Sys flag bit: the store host is an IPv6 address. */
  public static final int STORE_HOST_V6 = 0x20;

  /** Longest topic of a version 1 record, in bytes. */
  public static final int MAX_TOPIC_V1 = 127;

  private RecordLayout() {}

  /** Where the store timestamp stands in a record with these flags. */
  public static int storeTimestamp(int sysFlag) {
    return (sysFlag & BORN_HOST_V6) == 0 ? BORN_HOST + 8 : BORN_HOST + 20;
  }

  /** Where the store host stands. */
  public static int storeHost(int sysFlag) {
    return storeTimestamp(sysFlag) + 8;
  }

  /** Where the count of retries stands. */
  public static int reconsumeTimes(int sysFlag) {
    return storeHost(sysFlag) + ((sysFlag & STORE_HOST_V6) == 0 ? 8 : 20);
  }

  /** Where the body's length stands. */
  public static int bodyLength(int sysFlag) {
    return reconsumeTimes(sysFlag) + 12;
  }

  /** Size of a whole record. */
  public static int size(int sysFlag, int bodyBytes, int topicBytes, int propertyBytes) {
    int hosts =
        ((sysFlag & BORN_HOST_V6) == 0 ? 0 : IPV6_EXTRA_BYTES)
            + ((sysFlag & STORE_HOST_V6) == 0 ? 0 : IPV6_EXTRA_BYTES);
    int version2 = topicBytes > MAX_TOPIC_V1 ? 1 : 0;
    return FIXED_BYTES + hosts + version2 + bodyBytes + topicBytes + propertyBytes;
  }
}

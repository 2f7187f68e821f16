package io.cometmq.model;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The id that a broker gives: where a record is. Immutable.
 *
 * @param ip 4 or 16 bytes of the broker's address
 * @param physicalOffset position of the record in the broker's commit log
 */
public record MessageId(byte[] ip, int port, long physicalOffset) {
  private static final int V4_DIGITS = 32;
  private static final int V6_DIGITS = 56;

  /**
   * Reads the hexadecimal form.
   *
   * @throws IllegalArgumentException when it has neither 32 nor 56 hexadecimal digits
   */
  public static MessageId parse(String text) {
    if (text.length() != V4_DIGITS && text.length() != V6_DIGITS) {
      throw new IllegalArgumentException(
          "message id '" + text + "' has neither " + V4_DIGITS + " nor " + V6_DIGITS + " digits");
    }
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(text));
    byte[] ip = new byte[bytes.remaining() - Integer.BYTES - Long.BYTES];
    bytes.get(ip);
    return new MessageId(ip, bytes.getInt(), bytes.getLong());
  }

  /** The upper-case hexadecimal form. */
  public String toHex() {
    ByteBuffer bytes = ByteBuffer.allocate(ip.length + Integer.BYTES + Long.BYTES);
    bytes.put(ip).putInt(port).putLong(physicalOffset);
    return HexFormat.of().withUpperCase().formatHex(bytes.array());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MessageId that && toHex().equals(that.toHex());
  }

  @Override
  public int hashCode() {
    return toHex().hashCode();
  }

  @Override
  public String toString() {
    return toHex();
  }
}

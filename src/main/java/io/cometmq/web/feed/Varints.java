package io.cometmq.web.feed;

import java.io.ByteArrayOutputStream;

/** Bytes of a cursor: numbers take as many as they need, seven bits each. Owned by its maker. */
final class Varints {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

  /** Adds a number that is not negative. */
  Varints add(long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.write((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.write((byte) rest);
    return this;
  }

  Varints addByte(int value) {
    out.write(value);
    return this;
  }

  Varints addAll(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}

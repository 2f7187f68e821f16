package io.cometmq.protocol;

import org.jspecify.annotations.Nullable;

/** How the header of a frame is written; chosen by the sender for each frame. */
public enum SerializeType {
  /** A UTF-8 JSON object. */
  JSON(0),
  /** The compact binary form. */
  ROCKETMQ(1);

  private final byte wireCode;

  SerializeType(int wireCode) {
    this.wireCode = (byte) wireCode;
  }

  /** The first byte of the header-length field. */
  public byte wireCode() {
    return wireCode;
  }

  /** The type with this byte, null if there is none. */
  public static @Nullable SerializeType of(int wireCode) {
    return switch (wireCode) {
      case 0 -> JSON;
      case 1 -> ROCKETMQ;
      default -> null;
    };
  }
}

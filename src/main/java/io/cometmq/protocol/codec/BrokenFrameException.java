package io.cometmq.protocol.codec;

/** Bytes that are no frame of this protocol; the connection they came on can't be trusted. */
public final class BrokenFrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the bytes. */
  public enum Reason {
    /** The frame is longer than allowed, or its length is negative. */
    LENGTH,
    /** The header is longer than the frame. */
    HEADER_LENGTH,
    /** The header's serialisation is unknown. */
    SERIALIZE_TYPE,
    /** The header can't be parsed. */
    HEADER
  }

  private final Reason reason;

  BrokenFrameException(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }
}

package io.cometmq.protocol.header;

/** A request header that lacks a field or has one that makes no sense; the message names it. */
public final class HeaderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HeaderException(String message) {
    super(message);
  }
}

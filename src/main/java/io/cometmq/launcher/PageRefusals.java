package io.cometmq.launcher;

import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells pages in their own terms why the broker refused something. Stateless. */
final class PageRefusals {
  private static final Logger LOG = LoggerFactory.getLogger(PageRefusals.class);

  private PageRefusals() {}

  /**
   * The error that a page gets.
   *
   * @param verb the command, with which the text begins
   */
  static CometException of(String verb, Throwable failure) {
    if (!(failure instanceof RefusedException refused)) {
      LOG.warn("{} of a page failed", verb, failure);
      return new CometException(ErrorCode.INTERNAL, verb + ": the store failed");
    }
    ErrorCode code =
        switch (refused.code()) {
          case ResponseCode.TOPIC_NOT_EXIST -> ErrorCode.NO_TOPIC;
          case ResponseCode.NO_PERMISSION -> ErrorCode.FORBIDDEN;
          case ResponseCode.MESSAGE_ILLEGAL -> ErrorCode.BAD_REQUEST;
          case ResponseCode.SERVICE_NOT_AVAILABLE, ResponseCode.SYSTEM_BUSY ->
              ErrorCode.UNAVAILABLE;
          default -> ErrorCode.INTERNAL;
        };
    return new CometException(code, verb + ": " + failure.getMessage());
  }
}

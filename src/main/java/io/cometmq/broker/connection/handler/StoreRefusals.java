package io.cometmq.broker.connection.handler;

import io.cometmq.bus.AppendFailedException;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.store.log.AppendStatus;

/** What producers are told when the store takes no record. Stateless. */
final class StoreRefusals {
  private StoreRefusals() {}

  /** The refusal of a status other than OK. */
  static RefusedException of(AppendStatus status, StoreHealth health) {
    return switch (status) {
      case MESSAGE_TOO_LARGE ->
          new RefusedException(
              ResponseCode.MESSAGE_ILLEGAL,
              "the message is larger than a commit log file; send less, or raise"
                  + " store.segment-size");
      case QUEUE_DELETED ->
          new RefusedException(
              ResponseCode.TOPIC_NOT_EXIST, "the topic was deleted while the message came in");
      case CLOSED ->
          new RefusedException(
              ResponseCode.SERVICE_NOT_AVAILABLE, "the broker is shutting down, use another");
      case DISK_FULL, IO_ERROR, OK ->
          new RefusedException(
              ResponseCode.SERVICE_NOT_AVAILABLE,
              "the store takes no messages now: "
                  + health.reason()
                  + ". It goes on by itself when the cause is gone");
    };
  }

  /** The refusal of a failed append; other failures are passed on. */
  static Throwable of(Throwable failure, StoreHealth health) {
    return failure instanceof AppendFailedException append ? of(append.status(), health) : failure;
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.SerializeType;
import io.cometmq.protocol.codec.HeaderView;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers of the hot handlers to requests that can't be served. Stateless. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private Refusals() {}

  /** The response code of a failure. */
  static int codeOf(Throwable failure) {
    return failure instanceof RefusedException refused ? refused.code() : ResponseCode.SYSTEM_ERROR;
  }

  /** Answers with the code and text of the failure, unless the request was one-way. */
  static void answer(Connection connection, HeaderView header, RuntimeException failure) {
    if (!header.isOneway()) {
      answer(connection, header.serializeType(), header.opaque(), failure, fields(failure));
    }
  }

  /** What the answer to a failure says besides. */
  static Map<String, String> fields(Throwable failure) {
    return failure instanceof RefusedException refused ? refused.fields() : Map.of();
  }

  static void answer(
      Connection connection,
      SerializeType type,
      int opaque,
      Throwable failure,
      Map<String, String> extFields) {
    if (failure instanceof IllegalArgumentException) {
      // what clients send is theirs to mend, and they are told
      LOG.debug("request of {} failed", connection, failure);
    } else if (!(failure instanceof RefusedException)) {
      LOG.warn("request of {} failed", connection, failure);
    }
    connection.write(
        RemotingCommand.response(
            opaque,
            type,
            codeOf(failure),
            failure.getMessage() == null ? failure.toString() : failure.getMessage(),
            extFields,
            new byte[0]));
  }
}

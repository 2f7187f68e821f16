package io.cometmq.broker.connection.handler;

import io.cometmq.metrics.BrokerStats;
import io.cometmq.net.Connection;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.PullMessageResponseEncoder;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Writes the answer of a pull: the header, then the records as slices of the mapped log, without a
 * copy where that pays. Owned by one event loop.
 */
final class PullResponder {
  /** Records spread over the log in smaller pieces than this are cheaper to copy than to gather. */
  private static final int WORTH_A_SLICE_BYTES = 4096;

  private static final int HEADER_BYTES = 512;

  private static final Map<ReadStatus, byte[]> REMARKS = remarks();

  private final PullMessageResponseEncoder responses = new PullMessageResponseEncoder();
  private final BrokerStats stats;

  PullResponder(BrokerStats stats) {
    this.stats = stats;
  }

  /** Answers and lets go of the result. */
  void answer(PullTask pull, ReadResult result) {
    Connection connection = pull.connection();
    if (connection.isClosed()) {
      result.release();
      return;
    }
    boolean copy =
        result.slices().size() > 1 && result.bytes() / result.slices().size() < WORTH_A_SLICE_BYTES;
    ByteBuf frame = connection.buffer(HEADER_BYTES + (copy ? result.bytes() : 0));
    responses.encode(
        frame,
        pull.serializeType(),
        pull.opaque(),
        codeOf(result.status(), pull.offset()),
        remark(result.status()),
        pull.suggestedBrokerId(),
        result.nextOffset(),
        result.minOffset(),
        result.maxOffset(),
        result.bytes());
    if (result.slices().isEmpty()) {
      connection.write(frame);
    } else if (copy) {
      copyInto(frame, result);
      connection.write(frame);
    } else {
      writeSlices(connection, frame, result);
    }
    if (result.messages() > 0) {
      stats.onDelivered(pull.topic(), pull.group(), result.messages(), result.bytes());
    }
  }

  private static Map<ReadStatus, byte[]> remarks() {
    Map<ReadStatus, byte[]> remarks = new EnumMap<>(ReadStatus.class);
    for (ReadStatus status : ReadStatus.values()) {
      remarks.put(status, status.name().getBytes(StandardCharsets.US_ASCII));
    }
    return remarks;
  }

  private static byte[] remark(ReadStatus status) {
    return Objects.requireNonNull(REMARKS.get(status));
  }

  private static void copyInto(ByteBuf frame, ReadResult result) {
    for (int i = 0; i < result.slices().size(); i++) {
      frame.writeBytes(result.slices().get(i).buffer());
    }
    result.release();
  }

  private static void writeSlices(Connection connection, ByteBuf frame, ReadResult result) {
    connection.write(frame);
    int last = result.slices().size() - 1;
    for (int i = 0; i <= last; i++) {
      LogSlice slice = result.slices().get(i);
      ByteBuf bytes = Unpooled.wrappedBuffer(slice.buffer());
      if (i < last) {
        connection.write(bytes);
      } else {
        // writes leave, or fail, in order: once this one is over no slice is in use any more
        connection.write(bytes, result::release);
      }
    }
  }

  /** Response code of each outcome, as clients expect it; see docs/architecture.md. */
  static int codeOf(ReadStatus status, long requestedOffset) {
    return switch (status) {
      case FOUND -> ResponseCode.SUCCESS;
      case NO_MATCHED_MESSAGE, MESSAGE_WAS_REMOVING -> ResponseCode.PULL_RETRY_IMMEDIATELY;
      case OFFSET_OVERFLOW_ONE, OFFSET_FOUND_NULL -> ResponseCode.PULL_NOT_FOUND;
      case OFFSET_OVERFLOW_BADLY, OFFSET_TOO_SMALL, OFFSET_RESET -> ResponseCode.PULL_OFFSET_MOVED;
      case NO_MESSAGE_IN_QUEUE ->
          requestedOffset == 0 ? ResponseCode.PULL_NOT_FOUND : ResponseCode.PULL_OFFSET_MOVED;
    };
  }
}

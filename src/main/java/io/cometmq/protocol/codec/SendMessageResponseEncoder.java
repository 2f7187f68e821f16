package io.cometmq.protocol.codec;

import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;

/**
 * Writes the response of a send. Owned by one event loop.
 *
 * <p>Fields: msgId (offset message id, several joined by commas for a batch), queueId and
 * queueOffset of the (first) message, transactionId (the message's unique id), and MSG_REGION and
 * TRACE_ON, which the official client reads without looking whether they are there.
 */
public final class SendMessageResponseEncoder {
  private static final ResponseWriter.Name MSG_ID = new ResponseWriter.Name("msgId");
  private static final ResponseWriter.Name QUEUE_ID = new ResponseWriter.Name("queueId");
  private static final ResponseWriter.Name QUEUE_OFFSET = new ResponseWriter.Name("queueOffset");
  private static final ResponseWriter.Name TRANSACTION_ID =
      new ResponseWriter.Name("transactionId");
  private static final ResponseWriter.Name RECALL_HANDLE = new ResponseWriter.Name("recallHandle");
  private static final ResponseWriter.Name MSG_REGION = new ResponseWriter.Name("MSG_REGION");
  private static final ResponseWriter.Name TRACE_ON = new ResponseWriter.Name("TRACE_ON");
  private static final byte[] TRUE = ResponseWriter.ascii("true");
  private static final byte[] NO_REMARK = new byte[0];

  private final ResponseWriter writer = new ResponseWriter();
  private final byte[] region;

  /** Creates an encoder that tells this region to clients. */
  public SendMessageResponseEncoder(String region) {
    this.region = ResponseWriter.ascii(region);
  }

  /**
   * Appends the frame to {@code out}; an empty {@code uniqueId} or {@code recallHandle} is left
   * out.
   *
   * @param messageIds ASCII without quotes and backslashes
   */
  public void encode(
      ByteBuf out,
      SerializeType type,
      int opaque,
      int code,
      byte[] messageIds,
      int messageIdsLength,
      int queueId,
      long queueOffset,
      byte[] uniqueId,
      int uniqueIdLength,
      byte[] recallHandle) {
    writer.begin(type, opaque, code, NO_REMARK);
    writer.plainField(MSG_ID, messageIds, 0, messageIdsLength);
    writer.field(QUEUE_ID, queueId);
    writer.field(QUEUE_OFFSET, queueOffset);
    if (uniqueIdLength > 0) {
      writer.field(TRANSACTION_ID, uniqueId, 0, uniqueIdLength);
    }
    if (recallHandle.length > 0) {
      writer.field(RECALL_HANDLE, recallHandle, 0, recallHandle.length);
    }
    writer.field(MSG_REGION, region, 0, region.length);
    writer.field(TRACE_ON, TRUE, 0, TRUE.length);
    writer.end(out, 0);
  }
}

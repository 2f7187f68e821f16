package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.PopBatch;
import io.cometmq.model.PropertyNames;
import io.cometmq.protocol.header.PopHandle;
import io.cometmq.record.MessageDraft;
import io.cometmq.record.RecordLayout;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.LogSlice;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Messages of a retry topic as consumers want them: under their original topic, with the handle
 * that leads to the retry topic. Stateless.
 */
final class RetryRecords {
  private RetryRecords() {}

  /** Appends the messages of a batch. */
  static void write(ByteBuf out, PopBatch batch, String topic, PopHandle handle) {
    RecordView record = new RecordView();
    for (LogSlice slice : batch.records().slices()) {
      ByteBuffer bytes = slice.buffer();
      int at = bytes.position();
      while (at < bytes.limit()) {
        record.wrap(bytes, at);
        out.writeBytes(rewritten(record, topic, handle));
        at += record.totalSize();
      }
    }
  }

  private static ByteBuffer rewritten(RecordView record, String topic, PopHandle handle) {
    MessageDraft draft = MessageDraft.of(record);
    draft.topic = topic;
    draft.properties.putIfAbsent(PropertyNames.POP_CK, handle.of(record.queueOffset()));
    ByteBuffer bytes = draft.encode();
    bytes.putLong(RecordLayout.QUEUE_OFFSET, record.queueOffset());
    bytes.putLong(RecordLayout.PHYSICAL_OFFSET, record.physicalOffset());
    bytes.putLong(
        RecordLayout.storeTimestamp(bytes.getInt(RecordLayout.SYS_FLAG)), record.storeTimestamp());
    return bytes;
  }
}

package io.cometmq.web.feed;

import io.cometmq.client.ReceivedMessage;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.MessageQueue;
import io.cometmq.record.RecordView;
import io.cometmq.store.log.LogSlice;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import io.cometmq.web.remote.Chunk;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what follows a position in all queues of a topic and encodes it. Owned by one event loop or
 * one call on a worker.
 */
final class BatchReader {
  private static final int MAX_BYTES = 128 << 10;

  /** More than this is not encoded on an event loop. */
  static final int MAX_LIGHT_BYTES = 64 << 10;

  private final FeedSource source;
  private final MessageJson json = new MessageJson();
  private final RecordView view = new RecordView();

  // of the read at hand
  private final List<FeedMessage> found = new ArrayList<>();
  private long[] next = new long[0];
  private Elsewhere elsewhere = Elsewhere.NONE;
  private long logEnd;
  private int bytes;
  private boolean blocked;
  private boolean lost;

  BatchReader(FeedSource source) {
    this.source = source;
  }

  /**
   * Reads.
   *
   * @param queues of the topic; as many as the position has
   * @param mayBlock whether it may wait for the disk and encode large bodies
   * @return null when there is something that may not be had without blocking
   */
  @Nullable Batch read(
      ConsumeQueue[] queues, Position from, MessageFilter filter, int most, boolean mayBlock) {
    found.clear();
    next = from.copy();
    elsewhere = from.elsewhere();
    bytes = 0;
    blocked = false;
    lost = false;
    boolean moved = false;
    for (int i = 0; i < queues.length && found.size() < most && bytes < MAX_BYTES; i++) {
      if (next[i] < queues[i].maxOffset() || next[i] < queues[i].minOffset()) {
        moved |= readQueue(queues[i], i, filter, most, mayBlock);
        if (blocked) {
          break;
        }
      }
    }
    if (blocked && !moved) {
      return null;
    }
    boolean more = blocked;
    for (int i = 0; i < queues.length && !more; i++) {
      more = next[i] < queues[i].maxOffset();
    }
    return new Batch(
        from,
        new Position(next, elsewhere),
        List.copyOf(found),
        null,
        more,
        lost ? FoundStart.EXPIRED : null);
  }

  private boolean readQueue(
      ConsumeQueue queue, int index, MessageFilter filter, int most, boolean mayBlock) {
    ReadResult result =
        source
            .store()
            .reader()
            .read(
                queue,
                next[index],
                most - found.size(),
                Math.max(1, MAX_BYTES - bytes),
                filter,
                mayBlock);
    if (result == null) {
      blocked = true;
      return false;
    }
    // read after the messages, so that all of them are before it
    logEnd = source.store().visibleEnd();
    try {
      if (!mayBlock && result.bytes() > MAX_LIGHT_BYTES) {
        blocked = true;
        return false;
      }
      long before = next[index];
      lost |= result.status() == ReadStatus.OFFSET_TOO_SMALL;
      for (LogSlice slice : result.slices()) {
        encode(slice.buffer(), index);
      }
      next[index] = Math.max(before, result.nextOffset());
      return next[index] > before;
    } finally {
      result.release();
    }
  }

  /**
   * Encodes what was read on another broker.
   *
   * @param most messages
   */
  Batch encode(Chunk chunk, MessageQueue queue, Position from, int most) {
    logEnd = source.store().visibleEnd();
    List<ReceivedMessage> messages = chunk.messagesFrom(from.at(queue));
    List<FeedMessage> encoded = new ArrayList<>();
    Position after = from;
    for (ReceivedMessage message : messages.subList(0, Math.min(most, messages.size()))) {
      after = after.with(queue, message.queueOffset() + 1);
      String cursor = cursor(after);
      encoded.add(
          new FeedMessage(
              queue.queueId(),
              message.queueOffset() + 1,
              message.place().storedMs(),
              cursor,
              json.fields(message, cursor)));
    }
    Position end = encoded.size() < messages.size() ? after : from.with(queue, chunk.next());
    return new Batch(from, end, List.copyOf(encoded), queue, true, chunk.reason());
  }

  private String cursor(Position at) {
    return new Cursor(source.epoch(), source.broker(), logEnd, at.copy(), at.elsewhere()).text();
  }

  private void encode(ByteBuffer records, int index) {
    int at = 0;
    while (at < records.limit()) {
      view.wrap(records, at);
      next[index] = view.queueOffset() + 1;
      String cursor = new Cursor(source.epoch(), source.broker(), logEnd, next, elsewhere).text();
      found.add(
          new FeedMessage(
              index, next[index], view.storeTimestamp(), cursor, json.fieldsAt(view, cursor)));
      bytes += view.totalSize();
      at += view.totalSize();
    }
  }
}

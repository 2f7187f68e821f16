package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.PopAnswer;
import io.cometmq.broker.pop.PopBatch;
import io.cometmq.broker.pop.PopRequest;
import io.cometmq.metrics.BrokerStats;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.PopResponseEncoder;
import io.cometmq.protocol.header.PopHandle;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.store.log.LogSlice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer of a pop: the header, then the records as slices of the mapped log, without a
 * copy where that pays. Owned by one event loop.
 */
final class PopResponder {
  /** Records spread over the log in smaller pieces than this are cheaper to copy than to gather. */
  private static final int WORTH_A_SLICE_BYTES = 4096;

  private static final int HEADER_BYTES = 768;
  private static final byte[] FOUND = ascii("FOUND");
  private static final byte[] NO_MESSAGE = ascii("NO_MESSAGE_IN_QUEUE");
  private static final byte[] POLLING_FULL = ascii("POLLING_FULL");

  private final PopResponseEncoder responses = new PopResponseEncoder();
  private final String broker;
  private final BrokerStats stats;
  private final StoreHealth health;

  PopResponder(String broker, BrokerStats stats, StoreHealth health) {
    this.broker = broker;
    this.stats = stats;
    this.health = health;
  }

  /** Answers and lets go of the records. */
  void answer(PopMessageTask task) {
    PopAnswer answer = task.result();
    Connection connection = task.connection;
    if (connection.isClosed()) {
      // what was handed out comes again when its time is over
      release(answer.batches());
      return;
    }
    switch (answer.status()) {
      case FOUND -> found(task, answer);
      case NOTHING -> empty(task, answer, ResponseCode.POLLING_TIMEOUT, NO_MESSAGE);
      case TOO_MANY_WAIT -> empty(task, answer, ResponseCode.POLLING_FULL, POLLING_FULL);
      case FAILED ->
          Refusals.answer(
              connection,
              task.serializeType,
              task.opaque,
              StoreRefusals.of(Objects.requireNonNull(answer.failure()), health),
              Map.of());
    }
  }

  private static void release(List<PopBatch> batches) {
    batches.forEach(batch -> batch.records().release());
  }

  private void empty(PopMessageTask task, PopAnswer answer, int code, byte[] remark) {
    ByteBuf frame = task.connection.buffer(HEADER_BYTES);
    encode(frame, task, answer, code, remark, 0);
    task.connection.write(frame);
  }

  private void found(PopMessageTask task, PopAnswer answer) {
    Connection connection = task.connection;
    List<@Nullable ByteBuf> rewritten = new ArrayList<>(answer.batches().size());
    int bytes = 0;
    int slices = 0;
    int messages = 0;
    for (PopBatch batch : answer.batches()) {
      ByteBuf own = batch.retry() ? retries(task, answer, batch) : null;
      rewritten.add(own);
      bytes += own == null ? batch.records().bytes() : own.readableBytes();
      slices += own == null ? batch.records().slices().size() : 1;
      messages += batch.offsets().length;
    }
    boolean copy = slices > 1 && bytes / slices < WORTH_A_SLICE_BYTES;
    ByteBuf frame = connection.buffer(HEADER_BYTES + (copy ? bytes : 0));
    encode(frame, task, answer, ResponseCode.SUCCESS, FOUND, bytes);
    if (!copy) {
      connection.write(frame);
    }
    for (int i = 0; i < rewritten.size(); i++) {
      PopBatch batch = answer.batches().get(i);
      ByteBuf own = rewritten.get(i);
      if (copy) {
        copyInto(frame, batch, own);
      } else {
        writeSlices(connection, batch, own);
      }
    }
    if (copy) {
      connection.write(frame);
    }
    stats.onDelivered(task.request().topic(), task.request().group(), messages, bytes);
  }

  private static void copyInto(ByteBuf frame, PopBatch batch, @Nullable ByteBuf own) {
    if (own != null) {
      frame.writeBytes(own);
      own.release();
    } else {
      for (LogSlice slice : batch.records().slices()) {
        frame.writeBytes(slice.buffer());
      }
    }
    batch.records().release();
  }

  private static void writeSlices(Connection connection, PopBatch batch, @Nullable ByteBuf own) {
    if (own != null) {
      connection.write(own);
      batch.records().release();
      return;
    }
    List<LogSlice> slices = batch.records().slices();
    for (int i = 0; i < slices.size(); i++) {
      ByteBuf bytes = Unpooled.wrappedBuffer(slices.get(i).buffer());
      if (i < slices.size() - 1) {
        connection.write(bytes);
      } else {
        // writes leave, or fail, in order: once this one is over no slice is in use any more
        connection.write(bytes, batch.records()::release);
      }
    }
  }

  private ByteBuf retries(PopMessageTask task, PopAnswer answer, PopBatch batch) {
    PopHandle handle =
        new PopHandle(
            batch.chunk().startOffset(),
            answer.popTimeMs(),
            task.request().invisibleMs(),
            answer.reviveQueue(),
            retryFlag(task.request(), batch),
            broker,
            batch.chunk().queueId());
    ByteBuf out = task.connection.buffer(batch.records().bytes() + 256 * batch.offsets().length);
    RetryRecords.write(out, batch, task.request().topic(), handle);
    return out;
  }

  private static String retryFlag(PopRequest request, PopBatch batch) {
    String newer = TopicNames.popRetryTopicV2(request.group(), request.topic());
    return batch.chunk().topic().equals(newer) ? PopHandle.RETRY_V2 : PopHandle.RETRY;
  }

  private void encode(
      ByteBuf frame,
      PopMessageTask task,
      PopAnswer answer,
      int code,
      byte[] remark,
      int bodyBytes) {
    StringBuilder starts = new StringBuilder();
    StringBuilder offsets = new StringBuilder();
    for (PopBatch batch : answer.batches()) {
      String separator = starts.length() == 0 ? "" : ";";
      String flag = batch.retry() ? retryFlag(task.request(), batch) : PopHandle.NORMAL;
      int queueId = batch.chunk().queueId();
      starts.append(separator).append(flag).append(' ').append(queueId).append(' ');
      starts.append(batch.chunk().startOffset());
      offsets.append(separator).append(flag).append(' ').append(queueId).append(' ');
      for (int i = 0; i < batch.offsets().length; i++) {
        offsets.append(i == 0 ? "" : ",").append(batch.offsets()[i]);
      }
    }
    PopRequest request = task.request();
    responses.pop(
        frame,
        task.serializeType,
        task.opaque,
        code,
        remark,
        new PopResponseEncoder.Found(
            answer.popTimeMs(),
            request.invisibleMs(),
            answer.reviveQueue(),
            answer.rest(),
            starts,
            offsets,
            request.ordered() ? counts(answer.batches()) : null),
        bodyBytes);
  }

  /** How often messages were handed out before: of those that were, and the least of each queue. */
  private static StringBuilder counts(List<PopBatch> batches) {
    StringBuilder counts = new StringBuilder();
    for (PopBatch batch : batches) {
      int queueId = batch.chunk().queueId();
      int least = Integer.MAX_VALUE;
      for (int i = 0; i < batch.offsets().length; i++) {
        int count = batch.consumed()[i];
        least = Math.min(least, count);
        if (count > 0) {
          counts.append(PopHandle.NORMAL).append(" qo").append(queueId).append('%');
          counts.append(batch.offsets()[i]).append(' ').append(count).append(';');
        }
      }
      counts.append(PopHandle.NORMAL).append(' ').append(queueId).append(' ');
      counts.append(least).append(';');
    }
    counts.setLength(Math.max(0, counts.length() - 1));
    return counts;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

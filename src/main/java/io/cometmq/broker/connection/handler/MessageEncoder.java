package io.cometmq.broker.connection.handler;

import io.cometmq.broker.delay.Detour;
import io.cometmq.broker.delay.DetourRules;
import io.cometmq.broker.delay.TimersFullException;
import io.cometmq.model.BrokerIdentity;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.LoopTurn;
import io.cometmq.net.RefusedException;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.header.SendMessageRequest;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MultiDispatch;
import io.cometmq.record.RecordEncoder;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.queue.ConsumeQueueTable;
import io.cometmq.util.Clock;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Turns sends into encoded records, all but what only storage knows. Owned by one event loop. */
final class MessageEncoder {
  /** The region that is told to clients and stored with messages; RocketMQ's default. */
  static final String REGION = "DefaultRegion";

  private static final int MAX_TOPICS = 4_096;

  /** Before the body of a batch's message: size, magic, checksum, flag, body length. */
  private static final int BATCH_HEAD_BYTES = 20;

  private static final int BATCH_FLAG_AT = 12;

  private static final byte[] REAL_TOPIC = ascii(PropertyNames.REAL_TOPIC);
  private static final byte[] REAL_QUEUE_ID = ascii(PropertyNames.REAL_QUEUE_ID);
  private static final byte[] MULTI_QUEUE_OFFSET = ascii(PropertyNames.INNER_MULTI_QUEUE_OFFSET);
  private static final byte[] TIMER_OUT_MS = ascii(PropertyNames.TIMER_OUT_MS);
  private static final byte[] TRANSACTION_ID = ascii(PropertyNames.TRANSACTION_ID);

  private final int loop;
  private final ConsumeQueueTable queues;
  private final UniqueIds uniqueIds;
  private final PropertyRewriter properties;
  private final DetourRules detours;
  private final Clock clock;
  private final String brokerName;
  private final RecordEncoder record = new RecordEncoder();
  private final RecordChunk chunk;
  private final Map<String, byte[]> topicBytes = new HashMap<>();
  private final Map<Connection, HostAddress> bornHosts = new WeakHashMap<>();

  MessageEncoder(
      int loop,
      LoopTurn turn,
      BrokerIdentity identity,
      ConsumeQueueTable queues,
      DetourRules detours,
      Clock clock) {
    this.loop = loop;
    this.chunk = new RecordChunk(turn);
    this.detours = detours;
    this.clock = clock;
    this.brokerName = identity.name();
    this.queues = queues;
    this.uniqueIds = new UniqueIds(identity.address().getAddress().getAddress(), loop, clock);
    this.properties = new PropertyRewriter(REGION, identity.cluster());
    this.record.storeHost = HostAddress.of(identity.address());
  }

  /**
   * Encodes a send.
   *
   * @throws RefusedException when it can't be stored
   */
  SendTask encode(
      SendMessageHandler owner,
      Connection connection,
      HeaderView header,
      SendMessageRequest request,
      int queueId,
      ByteBuf body) {
    light = null;
    readProperties(header, request.propertiesField());
    record.sysFlag = request.sysFlag();
    Detour detour = detour(request);
    record.queueId = detour == null ? queueId : detour.queueId();
    record.bornTimestamp = request.bornTimestamp();
    record.bornHost = bornHosts.computeIfAbsent(connection, c -> HostAddress.of(c.remoteAddress()));
    record.reconsumeTimes = request.reconsumeTimes();
    record.preparedTransactionOffset = 0;
    String topic = detour == null ? request.topic() : detour.topic();
    record.topic = bytesOf(topic);
    ConsumeQueue queue = queues.getOrCreate(topic, record.queueId);
    ByteBuf encoded =
        request.batch()
            ? batch(connection, body)
            : single(connection, request, detour, queueId, body);
    try {
      return task(owner, connection, header, request, queueId, queue, detour, encoded);
    } catch (RuntimeException | OutOfMemoryError e) {
      encoded.release();
      throw e;
    }
  }

  private SendTask task(
      SendMessageHandler owner,
      Connection connection,
      HeaderView header,
      SendMessageRequest request,
      int queueId,
      ConsumeQueue queue,
      @Nullable Detour detour,
      ByteBuf encoded) {
    int end = encoded.writerIndex();
    SendTask task =
        new SendTask(
            loop,
            owner,
            connection,
            header.serializeType(),
            header.opaque(),
            header.isOneway(),
            request.topic(),
            queueId,
            request.batch(),
            properties.waitsForStore(),
            encoded,
            end - encodedBytes,
            encodedBytes);
    task.queue = queue;
    task.records = encoded.nioBuffer(end - encodedBytes, encodedBytes);
    if (light != null) {
      task.moreQueues = light.topics().stream().map(name -> queues.getOrCreate(name, 0)).toList();
      task.moreOffsetsAt = encodedBytes - properties.length() + lightOffsetsAt;
    }
    if (request.batch()) {
      task.recordCount = batchCount;
    } else {
      task.uniqueIdIndex = end - properties.length() + properties.uniqueIdStart();
      task.uniqueIdLength = properties.uniqueIdLength();
      if (detour != null && detour.isTimed() && !TopicNames.isRetry(request.topic())) {
        task.recallHandle = recallHandle(request.topic(), detour.dueMs());
      }
    }
    return task;
  }

  // of the message at hand
  private int encodedBytes;
  private int batchCount;
  private @Nullable MultiDispatch light;
  private int lightOffsetsAt;

  private void readProperties(HeaderView header, int field) {
    if (field < 0) {
      properties.input(0);
      properties.rewrite(0);
    } else {
      byte[] input = properties.input(header.maxTextLength(field));
      properties.rewrite(header.copyText(field, input, 0));
    }
  }

  /** Where the message waits if it must not be seen at once; null when it may be. */
  private @Nullable Detour detour(SendMessageRequest request) {
    boolean retried = request.reconsumeTimes() > 0 && properties.delayLevel() > 0;
    boolean half = properties.transactional() && !retried;
    if (request.batch()) {
      if (half || properties.timed()) {
        throw new RefusedException(
            ResponseCode.MESSAGE_ILLEGAL,
            "batch message can't be delayed and can't be part of a transaction; send these one by"
                + " one");
      }
      return null;
    }
    if (half) {
      record.sysFlag = request.sysFlag() & ~MessageSysFlag.TRANSACTION_MASK;
      return detours.ofHalf();
    }
    if (TopicNames.isDlq(request.topic())) {
      // given up by a group that consumes in order: the delay was meant for another retry
      return null;
    }
    if (properties.delayLevel() > 0) {
      return detours.ofLevel(properties.delayLevel());
    }
    return properties.timed() ? timed() : null;
  }

  private @Nullable Detour timed() {
    long now = clock.millis();
    try {
      return detours.ofTime(properties.dueMs(now), now);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, String.valueOf(e.getMessage()));
    } catch (TimersFullException e) {
      throw new RefusedException(ResponseCode.SYSTEM_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /** The handle by which a producer can take the message back, in the official client's form. */
  private byte[] recallHandle(String topic, long dueMs) {
    String id =
        new String(
            properties.output(),
            properties.uniqueIdStart(),
            properties.uniqueIdLength(),
            StandardCharsets.UTF_8);
    String text = "v1 " + topic + " " + brokerName + " " + (dueMs + 1) + " " + id;
    return Base64.getUrlEncoder().encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private ByteBuf single(
      Connection connection,
      SendMessageRequest request,
      @Nullable Detour detour,
      int queueId,
      ByteBuf body) {
    if (properties.uniqueIdLength() == 0) {
      properties.addUniqueId(uniqueIds.next());
    }
    MultiDispatch wanted = lightQueues();
    if (detour != null) {
      addDetour(request, detour, queueId);
    } else if (wanted != null) {
      addLightOffsets(wanted);
    }
    if (properties.length() > PropertyRewriter.MAX_BYTES) {
      throw new RefusedException(
          ResponseCode.MESSAGE_ILLEGAL,
          "the message properties take "
              + properties.length()
              + " bytes, over the limit of "
              + PropertyRewriter.MAX_BYTES);
    }
    record.flag = request.flag();
    record.properties = properties.output();
    record.propertiesFrom = 0;
    record.propertiesLength = properties.length();
    int size = record.size(body.readableBytes());
    ByteBuf encoded = room(connection, size);
    try {
      int at = encoded.writerIndex();
      record.write(encoded.internalNioBuffer(at, size), body.nioBuffer());
      encodedBytes = size;
      return encoded.writerIndex(at + size);
    } catch (RuntimeException | OutOfMemoryError e) {
      encoded.release();
      throw e;
    }
  }

  private ByteBuf room(Connection connection, int size) {
    if (size > RecordChunk.MAX_SHARED_BYTES) {
      return connection.buffer(size);
    }
    ByteBuf shared = chunk.room(size);
    return shared != null ? shared : chunk.begin(connection.buffer(chunk.nextBytes(size)));
  }

  private @Nullable MultiDispatch lightQueues() {
    String names = properties.lightTopics();
    try {
      return names == null ? null : MultiDispatch.parse(names);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, String.valueOf(e.getMessage()));
    }
  }

  /** Leaves room for the offsets that storage fills in. */
  private void addLightOffsets(MultiDispatch wanted) {
    light = wanted;
    lightOffsetsAt = properties.length() + MULTI_QUEUE_OFFSET.length + 1;
    properties.add(MULTI_QUEUE_OFFSET, ascii(wanted.placeholder()));
  }

  private void addDetour(SendMessageRequest request, Detour detour, int queueId) {
    properties.add(REAL_TOPIC, bytesOf(request.topic()));
    properties.add(REAL_QUEUE_ID, ascii(Integer.toString(queueId)));
    if (detour.isTimed()) {
      properties.add(TIMER_OUT_MS, ascii(Long.toString(detour.dueMs())));
    } else if (detour.topic().equals(TopicNames.HALF)) {
      properties.addUniqueIdAs(TRANSACTION_ID);
    }
  }

  /** Each message of a batch becomes a record of its own, with its own properties only. */
  private ByteBuf batch(Connection connection, ByteBuf body) {
    ByteBuffer in = body.nioBuffer();
    batchCount = 0;
    ByteBuf encoded = connection.buffer(body.readableBytes() + 4096);
    try {
      while (in.hasRemaining()) {
        encodeNext(in, encoded);
        batchCount++;
      }
      if (batchCount == 0) {
        throw new RefusedException(ResponseCode.MESSAGE_ILLEGAL, "the batch holds no message");
      }
      encodedBytes = encoded.readableBytes();
      return encoded;
    } catch (RuntimeException e) {
      encoded.release();
      throw e;
    }
  }

  private void encodeNext(ByteBuffer in, ByteBuf encoded) {
    int start = in.position();
    int total = in.remaining() < BATCH_HEAD_BYTES ? -1 : in.getInt(start);
    if (total < BATCH_HEAD_BYTES + 2 || total > in.remaining()) {
      throw brokenBatch();
    }
    int bodyLength = in.getInt(start + BATCH_HEAD_BYTES - 4);
    int bodyAt = start + BATCH_HEAD_BYTES;
    if (bodyLength < 0 || bodyLength > total - BATCH_HEAD_BYTES - 2) {
      throw brokenBatch();
    }
    int propertiesLength = in.getShort(bodyAt + bodyLength);
    int propertiesAt = bodyAt + bodyLength + 2;
    if (propertiesLength < 0 || propertiesAt + propertiesLength > start + total) {
      throw brokenBatch();
    }
    byte[] raw = properties.input(propertiesLength);
    in.get(propertiesAt, raw, 0, propertiesLength);
    record.flag = in.getInt(start + BATCH_FLAG_AT);
    record.properties = raw;
    record.propertiesFrom = 0;
    record.propertiesLength = propertiesLength;
    int size = record.size(bodyLength);
    int at = encoded.writerIndex();
    encoded.ensureWritable(size);
    record.write(encoded.internalNioBuffer(at, size), in.slice(bodyAt, bodyLength));
    encoded.writerIndex(at + size);
    in.position(start + total);
  }

  private RefusedException brokenBatch() {
    return new RefusedException(
        ResponseCode.MESSAGE_ILLEGAL, "message " + batchCount + " of the batch is cut off");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] bytesOf(String topic) {
    byte[] known = topicBytes.get(topic);
    if (known == null) {
      if (topicBytes.size() >= MAX_TOPICS) {
        topicBytes.clear();
      }
      known = topic.getBytes(StandardCharsets.UTF_8);
      topicBytes.put(topic, known);
    }
    return known;
  }
}

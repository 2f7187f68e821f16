package io.cometmq.broker.connection.handler;

import io.cometmq.metrics.BrokerStats;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestHandler;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.codec.SendMessageRequestDecoder;
import io.cometmq.protocol.codec.SendMessageResponseEncoder;
import io.cometmq.protocol.header.SendMessageRequest;
import io.cometmq.record.HostAddress;
import io.cometmq.record.MessageIdText;
import io.cometmq.store.file.StoreHealth;
import io.cometmq.store.log.AppendStatus;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Map;

/**
 * SEND_MESSAGE, SEND_MESSAGE_V2 and SEND_BATCH_MESSAGE: checks, encodes the record on the
 * connection's event loop, hands it to storage and answers when it comes back. Owned by one event
 * loop.
 */
final class SendMessageHandler implements RequestHandler {
  private static final int RESPONSE_BYTES = 384;

  /** Reading the clock costs more than counting; odd, so that it keeps no step with batches. */
  private static final int MEASURED_ONE_IN = 17;

  private final LoopScope scope;
  private final SendAdmission admission;
  private final MessageEncoder encoder;
  private final RetryRules retries;
  private final AppendGate gate;
  private final StoreHealth health;
  private final BrokerStats stats;
  private final SendMessageRequestDecoder decoder = new SendMessageRequestDecoder();
  private final SendMessageResponseEncoder responses =
      new SendMessageResponseEncoder(MessageEncoder.REGION);
  private final MessageIdText messageIds;
  // clients read these two even from a refusal
  private final Map<String, String> refusalFields =
      Map.of("MSG_REGION", MessageEncoder.REGION, "TRACE_ON", "true");
  private byte[] ids = new byte[64];
  private byte[] uniqueId = new byte[64];
  private int untilMeasured;

  SendMessageHandler(
      LoopScope scope,
      SendAdmission admission,
      RetryRules retries,
      MessageEncoder encoder,
      AppendGate gate,
      StoreHealth health,
      BrokerStats stats) {
    this.scope = scope;
    this.admission = admission;
    this.retries = retries;
    this.encoder = encoder;
    this.gate = gate;
    this.health = health;
    this.stats = stats;
    this.messageIds = new MessageIdText(HostAddress.of(scope.identity().address()));
  }

  @Override
  public void handle(Connection connection, RemotingFrame frame) {
    HeaderView header = frame.header();
    try {
      SendMessageRequest request = decoder.decode(header);
      if (TopicNames.isRetry(request.topic())) {
        request = retries.redirect(request, header.version());
      }
      TopicConfig topic = admission.topic(request);
      if (topic == null) {
        createTopicFirst(connection, frame.detach(), request);
        return;
      }
      send(connection, frame, request, topic);
    } catch (RuntimeException e) {
      refuse(connection, header, e);
    }
    frame.release();
  }

  private void send(
      Connection connection, RemotingFrame frame, SendMessageRequest request, TopicConfig topic) {
    ByteBuf body = frame.body();
    int queueId = admission.check(request, topic, body.readableBytes());
    SendTask task = encoder.encode(this, connection, frame.header(), request, queueId, body);
    if (--untilMeasured < 0) {
      untilMeasured = MEASURED_ONE_IN - 1;
      task.startNanos = System.nanoTime();
    }
    gate.pass(task);
  }

  /** Makes the topic and goes on where the request stopped. */
  private void createTopicFirst(
      Connection connection, RemotingFrame frame, SendMessageRequest request) {
    gate.wait(1);
    Future<TopicConfig> made;
    try {
      made = admission.createTopic(request);
    } catch (RuntimeException e) {
      made = Future.failedFuture(e);
    }
    made.onComplete(
        done -> {
          gate.wait(-1);
          try {
            if (done.failed()) {
              refuse(connection, frame.header(), done.cause());
            } else {
              send(connection, frame, request, done.result());
            }
          } catch (RuntimeException e) {
            refuse(connection, frame.header(), e);
          } finally {
            frame.release();
          }
          scope.turn().end();
        });
  }

  private void refuse(Connection connection, HeaderView header, Throwable failure) {
    stats.onRefusedSend(Refusals.codeOf(failure));
    if (!header.isOneway() && !connection.isClosed()) {
      Refusals.answer(connection, header.serializeType(), header.opaque(), failure, refusalFields);
    }
  }

  /** Storage is done with a send of this handler. */
  void stored(SendTask task) {
    gate.done();
    try {
      boolean answer = !task.oneway && !task.connection.isClosed();
      if (task.status == AppendStatus.OK) {
        stats.onStored(task.topic, task.recordCount, task.recordsBytes);
        if (answer) {
          answer(task);
        }
      } else {
        RefusedException refusal = StoreRefusals.of(task.status, health);
        stats.onRefusedSend(refusal.code());
        if (answer) {
          Refusals.answer(task.connection, task.serializeType, task.opaque, refusal, refusalFields);
        }
      }
    } finally {
      task.encoded.release();
    }
    if (task.startNanos != 0) {
      stats.onSendDone(task.startNanos);
    }
  }

  private void answer(SendTask task) {
    int idsLength = writeIds(task);
    if (task.uniqueIdLength > 0) {
      if (uniqueId.length < task.uniqueIdLength) {
        uniqueId = new byte[task.uniqueIdLength];
      }
      task.encoded.getBytes(task.uniqueIdIndex, uniqueId, 0, task.uniqueIdLength);
    }
    ByteBuf response =
        task.connection.frame(
            RESPONSE_BYTES + idsLength + task.uniqueIdLength + task.recallHandle.length);
    responses.encode(
        response,
        task.serializeType,
        task.opaque,
        ResponseCode.SUCCESS,
        ids,
        idsLength,
        task.queueId,
        task.queueOffset,
        uniqueId,
        task.uniqueIdLength,
        task.recallHandle);
    task.connection.write(response);
  }

  /** One id for each record, separated by commas. */
  private int writeIds(SendTask task) {
    int needed = task.recordCount * (messageIds.length() + 1);
    if (ids.length < needed) {
      ids = new byte[needed];
    }
    long position = task.physicalOffset;
    int at = 0;
    int record = task.recordsIndex;
    for (int i = 0; i < task.recordCount; i++) {
      if (i > 0) {
        ids[at++] = ',';
      }
      messageIds.write(position, ids, at);
      at += messageIds.length();
      int size = task.encoded.getInt(record);
      record += size;
      position += size;
    }
    return at;
  }
}

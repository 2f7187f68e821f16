package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.AckPart;
import io.cometmq.broker.pop.ChunkId;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestHandler;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.PopRequestDecoder;
import io.cometmq.protocol.codec.PopResponseEncoder;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.header.AckMessageRequest;
import io.cometmq.protocol.header.PopHandle;
import io.cometmq.store.file.StoreHealth;
import io.netty.buffer.ByteBuf;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** ACK_MESSAGE: one message has been consumed. Owned by one event loop. */
final class AckMessageHandler implements RequestHandler {
  private static final int ANSWERS_BYTES = 1024;

  private final LoopScope scope;
  private final PopAdmission admission;
  private final PopGate gate;
  private final StoreHealth health;
  private final PopRequestDecoder decoder = new PopRequestDecoder();
  private final PopResponseEncoder responses = new PopResponseEncoder();

  /** Answers of this turn to one connection, which are written together. */
  private @Nullable ByteBuf answers;

  private @Nullable Connection answered;

  AckMessageHandler(LoopScope scope, PopAdmission admission, PopGate gate, StoreHealth health) {
    this.scope = scope;
    this.admission = admission;
    this.gate = gate;
    this.health = health;
    scope.turn().atEnd(this::writeAnswers);
  }

  @Override
  public void handle(Connection connection, RemotingFrame frame) {
    HeaderView header = frame.header();
    try {
      AckMessageRequest request = decoder.ack(header);
      PopHandle handle = PopHandle.parse(request.extraInfo());
      admission.acknowledged(request.topic(), request.queueId(), request.offset());
      ChunkId chunk =
          new ChunkId(
              request.topic(),
              request.consumerGroup(),
              request.queueId(),
              handle.startOffset(),
              handle.popTimeMs());
      boolean ordered = handle.reviveQueue() == PopHandle.ORDERED;
      gate.pass(
          connection,
          new AckTask(
              scope.loop(),
              connection,
              header.serializeType(),
              header.opaque(),
              header.isOneway(),
              this::done,
              new AckPart(chunk, ordered, request.offset())));
    } catch (RuntimeException e) {
      Refusals.answer(connection, header, e);
    } finally {
      frame.release();
    }
  }

  private ByteBuf answersTo(Connection connection) {
    ByteBuf open = answers;
    if (open == null || answered != connection) {
      writeAnswers();
      open = connection.buffer(ANSWERS_BYTES);
      answers = open;
      answered = connection;
    }
    return open;
  }

  private void writeAnswers() {
    ByteBuf open = answers;
    Connection connection = answered;
    if (open != null && connection != null) {
      answers = null;
      answered = null;
      connection.write(open);
    }
  }

  /** The pop context is done with acknowledgements. */
  void done(AckTask task) {
    if (task.oneway || task.connection.isClosed()) {
      return;
    }
    Throwable problem = task.problem();
    if (problem == null) {
      responses.success(answersTo(task.connection), task.serializeType, task.opaque);
    } else {
      Refusals.answer(
          task.connection,
          task.serializeType,
          task.opaque,
          problem instanceof IllegalArgumentException
              ? new RefusedException(
                  ResponseCode.MESSAGE_ILLEGAL, String.valueOf(problem.getMessage()))
              : StoreRefusals.of(problem, health),
          Map.of());
    }
  }
}

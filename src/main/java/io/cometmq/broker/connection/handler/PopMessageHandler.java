package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.PopRequest;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestHandler;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.PopRequestDecoder;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.header.PopMessageRequest;
import java.util.List;
import java.util.Map;

/**
 * POP_MESSAGE: checks on the connection's event loop, passes on to the pop context. Owned by one
 * event loop.
 */
final class PopMessageHandler implements RequestHandler {
  /** Most bytes in one answer, as for pulls. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_MESSAGES = 32;

  // clients read these from every answer
  private static final Map<String, String> REFUSAL_FIELDS =
      Map.of("popTime", "0", "invisibleTime", "0", "reviveQid", "0", "restNum", "0");

  private final LoopScope scope;
  private final PopAdmission admission;
  private final PopGate gate;
  private final PopResponder responder;
  private final RegistrationProxy registration;
  private final PopRequestDecoder decoder = new PopRequestDecoder();

  PopMessageHandler(
      LoopScope scope,
      PopAdmission admission,
      PopGate gate,
      PopResponder responder,
      RegistrationProxy registration) {
    this.scope = scope;
    this.admission = admission;
    this.gate = gate;
    this.responder = responder;
    this.registration = registration;
  }

  @Override
  public void handle(Connection connection, RemotingFrame frame) {
    HeaderView header = frame.header();
    try {
      PopMessageRequest request = decoder.pop(header);
      connection.acknowledgements().other();
      PopMessageTask task =
          new PopMessageTask(
              scope.loop(),
              checked(request),
              connection,
              header.serializeType(),
              header.opaque(),
              responder);
      if (admission.knowsGroup(request.consumerGroup())) {
        gate.pass(connection, task);
      } else {
        createGroupFirst(task);
      }
    } catch (RuntimeException e) {
      if (!header.isOneway()) {
        Refusals.answer(connection, header.serializeType(), header.opaque(), e, REFUSAL_FIELDS);
      }
    } finally {
      frame.release();
    }
  }

  private PopRequest checked(PopMessageRequest request) {
    if (request.maxMsgNums() > MAX_MESSAGES || request.maxMsgNums() < 1) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER,
          "the broker["
              + scope.identity().address().getAddress().getHostAddress()
              + "] pop message's num is "
              + (request.maxMsgNums() < 1 ? "less than 1" : "greater than " + MAX_MESSAGES));
    }
    admission.read(request.consumerGroup(), request.topic(), request.queueId());
    return new PopRequest(
        request.consumerGroup(),
        request.topic(),
        request.queueId(),
        request.maxMsgNums(),
        MAX_BYTES,
        request.invisibleTime(),
        request.pollTime() <= 0 ? 0 : request.bornTime() + request.pollTime(),
        request.initMode() == PopMessageRequest.INIT_MAX,
        admission.filter(request.exp(), request.expType()),
        request.order(),
        request.attemptId());
  }

  private void createGroupFirst(PopMessageTask task) {
    registration
        .ask(state -> state.ensureGroups(List.of(task.request().group()), false))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                gate.pass(task.connection, task);
              } else {
                Refusals.answer(
                    task.connection, task.serializeType, task.opaque, done.cause(), REFUSAL_FIELDS);
              }
              scope.turn().end();
            });
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.PopAnswer;
import io.cometmq.broker.pop.PopCall;
import io.cometmq.broker.pop.PopRequest;
import io.cometmq.net.Connection;
import io.cometmq.protocol.SerializeType;

/** One POP_MESSAGE request on its way through the pop context. */
final class PopMessageTask extends PopCall {
  final Connection connection;
  final SerializeType serializeType;
  final int opaque;
  private final PopResponder responder;

  PopMessageTask(
      int loop,
      PopRequest request,
      Connection connection,
      SerializeType serializeType,
      int opaque,
      PopResponder responder) {
    super(loop, request);
    this.connection = connection;
    this.serializeType = serializeType;
    this.opaque = opaque;
    this.responder = responder;
  }

  PopAnswer result() {
    return answer();
  }

  @Override
  public boolean isAbandoned() {
    return connection.isClosed();
  }

  @Override
  public void finish() {
    responder.answer(this);
  }
}

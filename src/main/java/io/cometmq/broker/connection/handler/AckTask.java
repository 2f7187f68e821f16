package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.AckCall;
import io.cometmq.broker.pop.AckPart;
import io.cometmq.net.Connection;
import io.cometmq.protocol.SerializeType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One acknowledgement on its way through the pop context. */
final class AckTask extends AckCall {
  final Connection connection;
  final SerializeType serializeType;
  final int opaque;
  final boolean oneway;
  private final Consumer<AckTask> whenDone;

  AckTask(
      int loop,
      Connection connection,
      SerializeType serializeType,
      int opaque,
      boolean oneway,
      Consumer<AckTask> whenDone,
      AckPart... parts) {
    super(loop, connection.acknowledgements().begin(), parts);
    this.connection = connection;
    this.serializeType = serializeType;
    this.opaque = opaque;
    this.oneway = oneway;
    this.whenDone = whenDone;
  }

  @Nullable Throwable problem() {
    return failure();
  }

  @Override
  public void finish() {
    connection.acknowledgements().end();
    whenDone.accept(this);
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.broker.pop.AckCall;
import io.cometmq.broker.pop.ChunkId;
import io.cometmq.net.Connection;
import io.cometmq.protocol.SerializeType;
import org.jspecify.annotations.Nullable;

/** One acknowledgement on its way through the pop context. */
final class AckTask extends AckCall {
  final Connection connection;
  final SerializeType serializeType;
  final int opaque;
  private final AckMessageHandler owner;

  AckTask(
      int loop,
      ChunkId chunk,
      Connection connection,
      SerializeType serializeType,
      int opaque,
      AckMessageHandler owner,
      long... offsets) {
    super(loop, chunk, offsets);
    this.connection = connection;
    this.serializeType = serializeType;
    this.opaque = opaque;
    this.owner = owner;
  }

  @Nullable Throwable problem() {
    return failure();
  }

  @Override
  public void finish() {
    owner.done(this);
  }
}

package io.cometmq.broker.connection.handler;

import io.cometmq.bus.AppendTask;
import io.cometmq.net.Connection;
import io.cometmq.protocol.SerializeType;
import io.netty.buffer.ByteBuf;

/**
 * One send on its way through storage: the encoded record or records, and whom to answer. Owned by
 * its event loop, but for the time in which storage has it.
 */
final class SendTask extends AppendTask {
  private static final byte[] NO_HANDLE = new byte[0];

  final SendMessageHandler owner;
  final Connection connection;
  final SerializeType serializeType;
  final int opaque;
  final boolean oneway;
  final int queueId;
  final String topic;
  final boolean batch;

  /** Holds the encoded records, and perhaps others'; released when the answer has been written. */
  final ByteBuf encoded;

  /** Where the records begin in {@link #encoded}. */
  final int recordsIndex;

  final int recordsBytes;

  /** Where the unique id stands in {@link #encoded}; length 0 when there is none to echo. */
  int uniqueIdIndex;

  int uniqueIdLength;

  /** How the producer can take the message back; empty when it can't. */
  byte[] recallHandle = NO_HANDLE;

  /**
   * When it had been read and encoded, by {@link System#nanoTime}; 0 when that was not measured.
   */
  long startNanos;

  @SuppressWarnings("TooManyParameters")
  SendTask(
      int loop,
      SendMessageHandler owner,
      Connection connection,
      SerializeType serializeType,
      int opaque,
      boolean oneway,
      String topic,
      int queueId,
      boolean batch,
      boolean waitForStore,
      ByteBuf encoded,
      int recordsIndex,
      int recordsBytes) {
    super(loop);
    this.owner = owner;
    this.connection = connection;
    this.serializeType = serializeType;
    this.opaque = opaque;
    this.oneway = oneway;
    this.topic = topic;
    this.queueId = queueId;
    this.batch = batch;
    this.encoded = encoded;
    this.recordsIndex = recordsIndex;
    this.recordsBytes = recordsBytes;
    waitForFlush(waitForStore);
  }

  @Override
  public void finish() {
    owner.stored(this);
  }
}

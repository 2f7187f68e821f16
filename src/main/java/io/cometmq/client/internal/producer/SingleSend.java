package io.cometmq.client.internal.producer;

import io.cometmq.client.Message;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.SendReceipt.Durability;
import io.cometmq.client.internal.wire.TraceEvent;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.model.MessageSysFlag;
import io.cometmq.net.Connection;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.SendMessageResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Completable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message on its way. Owned by the client's loop. */
class SingleSend extends Sending {
  private final Completable<SendReceipt> promise;
  private final byte[] body;
  private final int sysFlag;
  private final List<String> extras;
  private byte @Nullable [] id;

  /**
   * Starts the clock.
   *
   * @param extras properties of the client's own, names and values in turn
   */
  SingleSend(
      ProducerCore producer,
      Message message,
      @Nullable QueueSelector selector,
      byte[] body,
      int sysFlag,
      List<String> extras,
      Completable<SendReceipt> promise) {
    super(producer, message, selector);
    this.body = body;
    this.sysFlag = sysFlag;
    this.extras = extras;
    this.promise = promise;
  }

  @Override
  final ByteBuf encode(Connection to, int opaque, Target chosen) {
    ByteBuf properties = producer.properties(message, id(), extras);
    ByteBuf frame = to.frame(chosen.single().capacity(properties.readableBytes(), body.length));
    chosen
        .single()
        .write(frame, opaque, false, sysFlag, System.currentTimeMillis(), properties, body.length);
    return frame.writeBytes(body);
  }

  private byte[] id() {
    byte[] given = id;
    if (given == null) {
      given = producer.nextId();
      id = given;
    }
    return given;
  }

  @Override
  final void onStored(HeaderView header, Target by, Durability durability) {
    SendMessageResponseDecoder decoder = producer.decoder();
    decoder.decode(header);
    SendReceipt receipt =
        new SendReceipt(
            new String(id(), StandardCharsets.ISO_8859_1),
            decoder.offsetMessageId(),
            by.queue(),
            decoder.queueOffset(),
            durability);
    producer.inFlight().stored(1, startedNanos());
    Traces traces = producer.traces();
    if (traces != null) {
      ProducerTraces.stored(
          traces, producer.group(), message, receipt, header, by, kind(), startedNanos());
    }
    promise.succeed(receipt);
  }

  @Override
  final void onFailed(Throwable cause) {
    producer.inFlight().failed(1, cause);
    promise.fail(cause);
  }

  private TraceEvent.Kind kind() {
    if ((sysFlag & MessageSysFlag.TRANSACTION_MASK) != 0) {
      return TraceEvent.Kind.HALF;
    }
    return message.isDelayed() ? TraceEvent.Kind.DELAYED : TraceEvent.Kind.NORMAL;
  }
}

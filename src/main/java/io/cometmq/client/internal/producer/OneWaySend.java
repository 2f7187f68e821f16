package io.cometmq.client.internal.producer;

import io.cometmq.client.Message;
import io.cometmq.client.SendReceipt.Durability;
import io.cometmq.net.Connection;
import io.cometmq.protocol.codec.HeaderView;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Promise;

/** One message that nobody wants a receipt for. Owned by the client's loop. */
final class OneWaySend extends Sending {
  private final Promise<Void> promise;
  private final byte[] body;
  private final int sysFlag;

  OneWaySend(
      ProducerCore producer, Message message, byte[] body, int sysFlag, Promise<Void> promise) {
    super(producer, message, null);
    this.body = body;
    this.sysFlag = sysFlag;
    this.promise = promise;
  }

  @Override
  boolean isOneWay() {
    return true;
  }

  @Override
  ByteBuf encode(Connection to, int opaque, Target chosen) {
    ByteBuf properties = producer.propertiesOfOneWay(message);
    ByteBuf frame = to.frame(chosen.single().capacity(properties.readableBytes(), body.length));
    chosen
        .single()
        .write(frame, opaque, true, sysFlag, System.currentTimeMillis(), properties, body.length);
    return frame.writeBytes(body);
  }

  @Override
  void onHandedOver() {
    producer.inFlight().handedOver(1);
    promise.complete();
  }

  @Override
  void onStored(HeaderView header, Target by, Durability durability) {
    throw new IllegalStateException("an answer to a one-way message");
  }

  @Override
  void onFailed(Throwable cause) {
    producer.inFlight().failed(1, cause);
    promise.fail(cause);
  }
}

package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Message;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.SendReceipt.Durability;
import io.cometmq.client.internal.wire.TraceEvent;
import io.cometmq.client.internal.wire.Traces;
import io.cometmq.net.Connection;
import io.cometmq.protocol.codec.BatchBody;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.SendMessageResponseDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several messages in one request. Owned by the client's loop. */
final class BatchSend extends Sending {
  private final List<Message> messages;
  private final List<byte[]> ids = new ArrayList<>();
  private final Promise<List<SendReceipt>> promise;

  BatchSend(
      ProducerCore producer,
      List<Message> messages,
      @Nullable QueueSelector selector,
      Promise<List<SendReceipt>> promise) {
    super(producer, messages.get(0), selector);
    this.messages = messages;
    this.promise = promise;
  }

  @Override
  ByteBuf encode(Connection to, int opaque, Target chosen) {
    ByteBuf body = to.buffer(messages.size() * 256);
    try {
      for (int i = 0; i < messages.size(); i++) {
        if (ids.size() == i) {
          ids.add(producer.nextId());
        }
        Message each = messages.get(i);
        BatchBody.append(body, each.body(), producer.properties(each, ids.get(i), List.of()));
      }
      int size = body.readableBytes();
      if (size > producer.options().maxBodyBytes()) {
        throw new ClientException.Invalid(
            "the batch takes " + size + " bytes",
            message.topic(),
            "send fewer messages at once: " + producer.options().maxBodyBytes() + " bytes fit");
      }
      ByteBuf frame = to.buffer(chosen.batch().capacity(0, size));
      chosen
          .batch()
          .write(frame, opaque, false, 0, System.currentTimeMillis(), Unpooled.EMPTY_BUFFER, size);
      return frame.writeBytes(body);
    } finally {
      body.release();
    }
  }

  @Override
  void onStored(HeaderView header, Target by, Durability durability) {
    SendMessageResponseDecoder decoder = producer.decoder();
    decoder.decode(header);
    String[] places = decoder.offsetMessageId().split(",", -1);
    List<SendReceipt> receipts = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      receipts.add(
          new SendReceipt(
              new String(ids.get(i), StandardCharsets.ISO_8859_1),
              i < places.length ? places[i] : "",
              by.queue(),
              decoder.queueOffset() + i,
              durability));
    }
    producer.inFlight().stored(messages.size(), startedNanos());
    Traces traces = producer.traces();
    for (int i = 0; traces != null && i < messages.size(); i++) {
      ProducerTraces.stored(
          traces,
          producer.group(),
          messages.get(i),
          receipts.get(i),
          header,
          by,
          TraceEvent.Kind.NORMAL,
          startedNanos());
    }
    promise.complete(List.copyOf(receipts));
  }

  @Override
  void onFailed(Throwable cause) {
    producer.inFlight().failed(messages.size(), cause);
    promise.fail(cause);
  }
}

package io.cometmq.client.internal.producer;

import io.cometmq.client.ClientException;
import io.cometmq.client.Compression;
import io.cometmq.client.Message;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.internal.wire.BodyPacking;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.model.MessageSysFlag;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Packs bodies and has messages leave, in the order of the calls. Its methods are safe for any
 * thread; its line belongs to the client's loop.
 */
final class Departures {
  private final ProducerCore producer;
  private final ClientLoop loop;
  private final ProducerOptions options;
  private final PackingLine packing = new PackingLine();

  Departures(ProducerCore producer, ClientLoop loop, ProducerOptions options) {
    this.producer = producer;
    this.loop = loop;
    this.options = options;
  }

  /**
   * Counts a message, packs its body if that is wanted, and has it leave, in the order of the
   * calls.
   *
   * @param sending what is to run on the loop, made of body and promise
   */
  <T> Future<T> leave(Message message, BiFunction<byte[], Promise<T>, Runnable> sending) {
    boolean heavy = isPacked(message) && message.body().length > BodyPacking.HEAVY_BYTES;
    byte[] body =
        isPacked(message) && !heavy
            ? BodyPacking.pack(message.body(), options.compression())
            : message.body();
    ClientException problem = producer.admit(message, heavy ? 0 : body.length, 1);
    if (problem != null) {
      return Future.failedFuture(problem);
    }
    Promise<T> promise = ClientLoop.promise();
    if (heavy) {
      loop.run(() -> packing.enter(packed(message, sending, promise)));
    } else {
      enter(sending.apply(body, promise));
    }
    return promise.future();
  }

  /** Has something leave whose bodies are not packed, in the order of the calls. */
  void enter(Runnable sending) {
    // only packing can keep messages waiting
    loop.execute(
        options.compression() == Compression.NONE ? sending : () -> packing.enter(sending));
  }

  /** What is to run when the body has been packed on a worker thread. */
  private <T> Future<Runnable> packed(
      Message message, BiFunction<byte[], Promise<T>, Runnable> sending, Promise<T> promise) {
    return loop.aside(() -> BodyPacking.pack(message.body(), options.compression()))
        .transform(
            packed -> {
              Throwable problem =
                  packed.failed() ? packed.cause() : sizeProblem(message, packed.result().length);
              Runnable next =
                  problem == null
                      ? sending.apply(packed.result(), promise)
                      : () -> {
                        producer.inFlight().failed(1, problem);
                        promise.fail(problem);
                      };
              return Future.succeededFuture(next);
            });
  }

  /** What is wrong with a body of this length, null for nothing. */
  @Nullable ClientException sizeProblem(Message message, int bodyBytes) {
    return bodyBytes <= options.maxBodyBytes()
        ? null
        : new ClientException.Invalid(
            "the body has " + bodyBytes + " bytes",
            message.topic(),
            "at most " + options.maxBodyBytes() + " may be sent; the broker has a limit, too");
  }

  /** Whether the body is to be packed. */
  boolean isPacked(Message message) {
    return options.compression() != Compression.NONE
        && message.body().length > options.compressAboveBytes();
  }

  /** Flags that tell how this body of the message is packed. */
  int sysFlag(Message message, byte[] body) {
    return body == message.body()
        ? 0
        : MessageSysFlag.COMPRESSED | options.compression().flagBits();
  }
}

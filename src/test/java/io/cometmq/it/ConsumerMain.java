package io.cometmq.it;

import io.cometmq.peer.api.ConsumerSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/** The body of a {@link ConsumerProcess}. */
final class ConsumerMain {
  private ConsumerMain() {}

  /** Consumes until it is killed, and writes a line for each message. */
  public static void main(String[] arguments) throws InterruptedException {
    Client client = Client.valueOf(arguments[0]);
    ConsumerSpec plain = ConsumerSpec.of(arguments[1], arguments[2], arguments[3]);
    Path output = Path.of(arguments[4]);
    ConsumerSpec spec = Boolean.parseBoolean(arguments[5]) ? plain.asOrderly() : plain;
    client.peer().pushConsumer(spec, message -> written(output, message.text()));
    new CountDownLatch(1).await();
  }

  private static synchronized boolean written(Path output, String text) {
    try {
      Files.writeString(output, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

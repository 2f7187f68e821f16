package io.cometmq.launcher;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.config.CometConfig;
import io.cometmq.config.ConfigLoader;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Starts a server on free ports, passes a message through it and stops it again, so that a JVM that
 * makes a class archive when it ends has seen the classes that a start and the first messages need.
 * Owned by the command line.
 */
final class WarmUpCommand {
  static final String NAME = "warm-up";
  static final String DESCRIPTION =
      "Starts on free ports, passes one message and stops. With java -XX:ArchiveClassesAtExit=FILE"
          + " this makes a class archive, which halves the time that a start takes.";

  private static final String TOPIC = "warm-up";

  private WarmUpCommand() {}

  /**
   * Runs it.
   *
   * @param folder for its files; left with them
   */
  static void run(Path folder) throws Exception {
    CometConfig config =
        ConfigLoader.of(
            "namesrv.host=127.0.0.1",
            "namesrv.port=0",
            "broker.host=127.0.0.1",
            "broker.port=0",
            "web.host=127.0.0.1",
            "web.port=0",
            "store.segment-size=16MiB",
            "store.path=" + folder.resolve("store"));
    Server server = new CometServer(config);
    try {
      pass("127.0.0.1:" + server.start().port("namesrv"));
    } finally {
      server.stop();
    }
  }

  private static void pass(String namesrv) {
    Vertx vertx = Vertx.vertx();
    try {
      CometClient client = CometClient.create(vertx, ClientOptions.of(namesrv));
      client.producer(ProducerOptions.of(TOPIC)).send(Message.of(TOPIC, "one")).await();
      PullConsumer consumer = client.pullConsumer(PullOptions.of(TOPIC));
      for (MessageQueue queue : client.queues(TOPIC).await()) {
        consumer.pull(queue, 0, 32, Duration.ZERO).await();
      }
      client.close().await();
    } finally {
      vertx.close().await();
    }
  }
}

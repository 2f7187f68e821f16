package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.SendReceipt;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.testkit.BrokerProcess;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client with two brokers, one of which is killed while messages are on their way to it. */
final class ClientFailoverIT {
  private static final String TOPIC = "spread";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    ClientScenarios.get(vertx.close());
  }

  @Test
  void shouldLoseNoSendWhenOneOfTwoBrokersIsKilled() throws Exception {
    try (BrokerProcess namesrv =
            BrokerProcess.start(
                Files.createDirectory(directory.resolve("namesrv")), "roles=namesrv");
        BrokerProcess brokerA = broker("broker-a", namesrv);
        BrokerProcess brokerB = broker("broker-b", namesrv)) {
      ClientOptions options =
          ClientOptions.of(namesrv.namesrv())
              .withIntervals(Duration.ofSeconds(1), Duration.ofSeconds(30));
      CometClient client = CometClient.create(vertx, options);
      try (PeerAdmin admin = Client.V5.peer().admin(namesrv.namesrv())) {
        admin.run("updateTopic", "-c", "DefaultCluster", "-t", TOPIC, "-r", "4", "-w", "4");
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() -> ClientScenarios.get(client.queues(TOPIC)).size() == 8);
      Producer producer =
          client.producer(ProducerOptions.of("steady").withAttempts(3, Duration.ofSeconds(20)));
      Queue<SendReceipt> receipts = new ConcurrentLinkedQueue<>();
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      AtomicBoolean over = new AtomicBoolean();
      Future<Void> writing = write(producer, over, receipts, failures);
      awaitBoth(receipts);
      brokerB.kill();
      int before = receipts.size();
      await().until(() -> receipts.size() > before + 2_000);
      brokerB.restart();
      receipts.clear();
      awaitBoth(receipts);
      over.set(true);
      ClientScenarios.get(writing);
      ClientScenarios.get(producer.close());
      assertThat(failures).isEmpty();
      assertThat(brokerA.log()).contains(" is ready in ");
      ClientScenarios.get(client.close());
    }
  }

  /** Keeps messages on their way until it is over. */
  private Future<Void> write(
      Producer producer,
      AtomicBoolean over,
      Queue<SendReceipt> receipts,
      Queue<Throwable> failures) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(
        go -> {
          for (int i = 0; i < 64; i++) {
            next(producer, over, receipts, failures, done);
          }
        });
    return done.future();
  }

  private static void next(
      Producer producer,
      AtomicBoolean over,
      Queue<SendReceipt> receipts,
      Queue<Throwable> failures,
      Promise<Void> done) {
    if (over.get()) {
      done.tryComplete();
      return;
    }
    producer
        .send(Message.of(TOPIC, "x"))
        .onSuccess(receipts::add)
        .onFailure(failures::add)
        .onComplete(sent -> next(producer, over, receipts, failures, done));
  }

  private static void awaitBoth(Queue<SendReceipt> receipts) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                receipts.stream().map(receipt -> receipt.queue().brokerName()).distinct().count()
                    == 2);
  }

  private BrokerProcess broker(String name, BrokerProcess namesrv) throws IOException {
    return BrokerProcess.start(
        Files.createDirectory(directory.resolve(name)),
        "roles=broker",
        "broker.name=" + name,
        "broker.namesrv=" + namesrv.namesrv());
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.SendReceipt;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.testkit.BrokerProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client and our broker. */
final class ClientIT extends AdminScenarios {
  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker =
        BrokerProcess.start(
            directory, "transaction.timeout=500ms", "transaction.check-interval=300ms");
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @Override
  String namesrv() {
    return broker.namesrv();
  }

  @Override
  String cluster() {
    return "DefaultCluster";
  }

  @Override
  Clients officials() {
    return clients;
  }

  @Test
  void shouldStorePipelinedMessagesInOrder() {
    Vertx vertx = Vertx.vertx();
    CometClient client = CometClient.create(vertx, ClientOptions.of(namesrv()));
    Producer producer = client.producer(ProducerOptions.of("pipeline"));
    QueueSelector first = (queues, message) -> queues.get(0);
    get(producer.send(Message.of("pipelined", "0"), first));
    List<Future<SendReceipt>> sent = new ArrayList<>();
    for (int i = 1; i < 500; i++) {
      sent.add(producer.send(Message.of("pipelined", Integer.toString(i)), first));
    }
    sent.forEach(ClientScenarios::get);
    assertThat(messages("pipelined", 500))
        .extracting(PeerMessage::text)
        .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(Integer::toString).toList());
    get(client.close());
    get(vertx.close());
  }

  @Test
  void shouldSendThroughRestartOfBroker(@TempDir Path directory)
      throws IOException, InterruptedException {
    Vertx vertx = Vertx.vertx();
    try (BrokerProcess restarted = BrokerProcess.start(directory)) {
      CometClient client = CometClient.create(vertx, ClientOptions.of(restarted.namesrv()));
      Producer producer =
          client.producer(ProducerOptions.of("steady").withAttempts(5, Duration.ofSeconds(30)));
      get(producer.send(Message.of("steady", "before")));
      restarted.stop();
      List<Future<SendReceipt>> waiting = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        waiting.add(producer.send(Message.of("steady", "while away")));
      }
      restarted.restart();
      waiting.forEach(sent -> assertThat(get(sent).messageId()).hasSize(32));
      get(client.close());
    } finally {
      get(vertx.close());
    }
  }
}

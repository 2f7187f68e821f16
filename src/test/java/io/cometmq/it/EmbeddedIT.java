package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.config.ConfigException;
import io.cometmq.embedded.EmbeddedCometMQ;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker inside the JVM of a test. */
final class EmbeddedIT {
  // all its threads are there from the first use on
  private static final Vertx VERTX =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  @BeforeAll
  static void warm() {
    // whatever threads the test's own Vert.x needs are there from now on
    try (EmbeddedCometMQ mq = EmbeddedCometMQ.start()) {
      send(mq, "one");
      awaitAll(mq, "one");
    }
  }

  private static void send(EmbeddedCometMQ mq, String... texts) {
    CometClient client = CometClient.create(VERTX, ClientOptions.of(mq.namesrvAddress()));
    for (String text : texts) {
      client.producer(ProducerOptions.of("senders")).send(Message.of("made", text)).await();
    }
    client.close().await();
  }

  private static List<String> readAll(EmbeddedCometMQ mq) {
    CometClient client = CometClient.create(VERTX, ClientOptions.of(mq.namesrvAddress()));
    PullConsumer consumer = client.pullConsumer(PullOptions.of("readers"));
    List<String> got = new ArrayList<>();
    for (MessageQueue queue : client.queues("made").await()) {
      consumer.pull(queue, 0, 32, Duration.ZERO).await().messages().stream()
          .map(ReceivedMessage::text)
          .forEach(got::add);
    }
    client.close().await();
    return got;
  }

  /** What is stored can be read a moment later. */
  private static void awaitAll(EmbeddedCometMQ mq, String... texts) {
    await().untilAsserted(() -> assertThat(readAll(mq)).containsExactlyInAnyOrder(texts));
  }

  @Test
  void shouldRunSeveralBesideEachOtherAndLeaveNothingBehind() throws Exception {
    Set<String> before = threads();
    Path folder;
    try (EmbeddedCometMQ one = EmbeddedCometMQ.start();
        EmbeddedCometMQ other = EmbeddedCometMQ.start("broker.name=broker-b")) {
      folder = one.folder();
      assertThat(folder).isNotEqualTo(other.folder()).isNotEmptyDirectory();
      send(one, "a", "b");
      send(other, "c");
      awaitAll(one, "a", "b");
      awaitAll(other, "c");
      assertThat(one.webPort()).isPositive().isNotEqualTo(other.webPort());
    }
    assertThat(folder).doesNotExist();
    // the test's own Vert.x stays
    await().untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    assertThat(System.getProperty("vertx.disableDnsResolver")).isNull();
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("(vert\\.x|comet).*"))
        .map(thread -> thread.getId() + " " + thread.getName())
        .collect(Collectors.toSet());
  }

  @Test
  void shouldKeepAFolderThatIsGiven(@TempDir Path directory) {
    Path folder = directory.resolve("kept");
    try (EmbeddedCometMQ mq = EmbeddedCometMQ.startIn(folder)) {
      send(mq, "before");
      assertThatThrownBy(() -> EmbeddedCometMQ.startIn(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("CometMQ did not start")
          .hasMessageContaining(folder.resolve("store").toString());
    }
    assertThat(folder).isNotEmptyDirectory();
    long begin = System.nanoTime();
    try (EmbeddedCometMQ mq = EmbeddedCometMQ.startIn(folder)) {
      System.out.printf(
          "EmbeddedIT: started again in %d ms%n", (System.nanoTime() - begin) / 1_000_000);
      awaitAll(mq, "before");
    }
  }

  @Test
  void shouldStartAgainAndAgainInOneJvm() {
    List<Long> readyMs = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long begin = System.nanoTime();
      try (EmbeddedCometMQ mq = EmbeddedCometMQ.start()) {
        readyMs.add((System.nanoTime() - begin) / 1_000_000);
        send(mq, "number " + i);
        awaitAll(mq, "number " + i);
      }
    }
    System.out.println("EmbeddedIT: ready in ms: " + readyMs);
  }

  @Test
  void shouldCloseOnce() {
    EmbeddedCometMQ mq = EmbeddedCometMQ.start();
    mq.close();
    mq.close();
    assertThat(mq.folder()).doesNotExist();
  }

  @Test
  void shouldSayWhyItDoesNotStart() {
    try (EmbeddedCometMQ mq = EmbeddedCometMQ.start()) {
      assertThatThrownBy(() -> EmbeddedCometMQ.start("broker.port=" + mq.brokerPort()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("broker.port")
          .hasMessageContaining(Integer.toString(mq.brokerPort()));
      assertThatThrownBy(() -> EmbeddedCometMQ.start("broker.prot=1"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("broker.port");
    }
  }
}

package io.cometmq.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Compression;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.internal.wire.BodyPacking;
import io.cometmq.client.internal.wire.ClientLoop;
import io.cometmq.client.internal.wire.Links;
import io.cometmq.net.Connection;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of connections, with a server that does what the test wants. */
final class ConnectionsTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker broker = FakeBroker.start(vertx);

  @AfterEach
  void close() {
    broker.close();
    vertx.close().await();
  }

  @Test
  void shouldFinishOnOldConnectionAndGoOnWithNewOneWhenToldToGoAway() {
    AtomicReference<Connection> first = new AtomicReference<>();
    Promise<RemotingCommand> slow = Promise.promise();
    AtomicReference<RemotingCommand> held = new AtomicReference<>();
    broker.on(
        RequestCode.SEND_MESSAGE_V2,
        (from, request) -> {
          if (first.compareAndSet(null, from)) {
            held.set(request);
            return slow.future();
          }
          return from == first.get()
              ? Future.succeededFuture(request.response(ResponseCode.GO_AWAY, "leaving"))
              : broker.store(request);
        });
    CometClient client = CometClient.create(vertx, ClientOptions.of(broker.address()));
    Producer producer =
        client.producer(ProducerOptions.of("g").withAttempts(1, Duration.ofSeconds(20)));
    Future<SendReceipt> old = producer.send(Message.of("topic", "under way"));
    await().until(() -> held.get() != null);
    // only one attempt, which being told to go away does not use up
    assertThat(producer.send(Message.of("topic", "b")).await().messageId()).hasSize(32);
    assertThat(producer.send(Message.of("topic", "c")).await().messageId()).hasSize(32);
    assertThat(broker.connections()).isEqualTo(2);
    assertThat(old.isComplete()).isFalse();
    broker.store(Objects.requireNonNull(held.get())).onComplete(slow);
    assertThat(old.await().messageId()).hasSize(32);
    await().until(() -> broker.connections() == 1);
    assertThat(broker.requests(RequestCode.SEND_MESSAGE_V2)).hasSize(4);
    client.close().await();
  }

  @Test
  void shouldCloseConnectionsThatNobodyUsesAndOpenThemAgain() {
    ClientOptions options =
        ClientOptions.of(broker.address())
            .withIntervals(Duration.ofMinutes(10), Duration.ofMinutes(10))
            .withIdleClose(Duration.ofMillis(700));
    CometClient client = CometClient.create(vertx, options);
    Producer producer = client.producer(ProducerOptions.of("g"));
    producer.send(Message.of("topic", "x")).await();
    assertThat(broker.connections()).isEqualTo(1);
    await().until(() -> broker.connections() == 0);
    producer.send(Message.of("topic", "y")).await();
    assertThat(broker.connections()).isEqualTo(1);
    client.close().await();
  }

  @Test
  void shouldConnectAgainAtOnceWhenConnectionWasLost() {
    CometClient client = CometClient.create(vertx, ClientOptions.of(broker.address()));
    Producer producer = client.producer(ProducerOptions.of("g"));
    for (int i = 0; i < 5; i++) {
      producer.send(Message.of("topic", "x" + i)).await();
      broker.breakConnections();
    }
    assertThat(broker.requests(RequestCode.SEND_MESSAGE_V2)).hasSizeBetween(5, 10);
    client.close().await();
  }

  @Test
  void shouldTryServerThatIsGoneMoreAndMoreRarely() {
    ClientLoop loop = new ClientLoop(vertx);
    Links links = new Links(loop, ClientOptions.of("127.0.0.1:1"), null);
    Set<Throwable> attempts = Collections.newSetFromMap(new IdentityHashMap<>());
    long end = System.nanoTime() + 1_000_000_000;
    int asked = 0;
    while (System.nanoTime() < end) {
      Future<Connection> connecting = loop.forCaller(() -> links.to("127.0.0.1:1").connect());
      assertThatThrownBy(connecting::await)
          .isInstanceOfSatisfying(
              ClientException.Unreachable.class,
              failure -> {
                assertThat(failure.broker()).isEqualTo("127.0.0.1:1");
                attempts.add(failure.getCause());
              });
      asked++;
    }
    // pauses of 50, 100, 200 and 400 ms
    assertThat(attempts).hasSizeBetween(1, 6);
    assertThat(asked).isGreaterThan(attempts.size());
  }

  @Test
  void shouldAskNextNameServerWhenOneGoesAway() {
    FakeBroker second = FakeBroker.start(vertx);
    CometClient client =
        CometClient.create(vertx, ClientOptions.of(broker.address(), second.address()));
    Producer producer = client.producer(ProducerOptions.of("g"));
    producer.send(Message.of("one", "x")).await();
    assertThat(second.requests(RequestCode.GET_ROUTEINFO_BY_TOPIC)).isEmpty();
    broker.close();
    producer.send(Message.of("two", "y")).await();
    assertThat(second.requests(RequestCode.GET_ROUTEINFO_BY_TOPIC)).isNotEmpty();
    assertThat(second.requests(RequestCode.SEND_MESSAGE_V2)).hasSize(1);
    client.close().await();
    second.close();
  }

  @Test
  void shouldKeepOrderOfLargeAndSmallBodiesThatArePacked() {
    List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    broker.on(
        RequestCode.SEND_MESSAGE_V2,
        (from, request) -> {
          boolean packed = !request.extFields().getOrDefault("f", "0").equals("0");
          byte[] body = packed ? unpacked(request.body()) : request.body();
          bodies.add(new String(body, StandardCharsets.UTF_8).substring(0, 3));
          return broker.store(request);
        });
    CometClient client = CometClient.create(vertx, ClientOptions.of(broker.address()));
    Producer producer =
        client.producer(ProducerOptions.of("g").withCompression(Compression.ZLIB, 100));
    String large = "large enough for a worker ".repeat(20_000);
    List<Future<SendReceipt>> sent = new ArrayList<>();
    for (int i = 100; i < 160; i++) {
      String text = i + (i % 3 == 0 ? large : i % 3 == 1 ? "x".repeat(500) : "small");
      sent.add(producer.send(Message.of("topic", text), (queues, message) -> queues.get(0)));
    }
    sent.forEach(each -> each.await());
    assertThat(bodies)
        .containsExactlyElementsOf(IntStream.range(100, 160).mapToObj(Integer::toString).toList());
    String tooLarge =
        IntStream.range(0, 1_500_000).mapToObj(i -> "" + i * 7_919L).collect(Collectors.joining());
    assertThatThrownBy(() -> producer.send(Message.of("topic", tooLarge)).await())
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("at most 4194304");
    client.close().await();
  }

  private static byte[] unpacked(byte[] body) {
    try {
      return BodyPacking.unpack(body, Compression.ZLIB);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

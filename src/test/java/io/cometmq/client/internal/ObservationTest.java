package io.cometmq.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.internal.wire.ClientMeters;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.testkit.FakeBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client tells of its work. */
final class ObservationTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker broker = FakeBroker.start(vertx);

  @AfterEach
  void close() {
    broker.close();
    vertx.close().await();
  }

  @Test
  void shouldCountAndTimeWhatItSends() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CometClient client =
        CometClient.create(
            vertx, ClientOptions.of(broker.address()).withMeters(registry, "tested"));
    AtomicInteger busy = new AtomicInteger(2);
    broker.on(
        RequestCode.SEND_MESSAGE_V2,
        (from, request) -> {
          if (request.extFields().getOrDefault("b", "").equals("refused")) {
            return Future.succeededFuture(request.response(ResponseCode.MESSAGE_ILLEGAL, "no"));
          }
          return busy.getAndDecrement() > 0
              ? Future.succeededFuture(request.response(ResponseCode.SYSTEM_BUSY, "busy"))
              : broker.store(request);
        });
    Producer producer = client.producer(ProducerOptions.of("g"));
    producer.send(Message.of("topic", "x")).await();
    producer.sendBatch(List.of(Message.of("topic", "y"), Message.of("topic", "z"))).await();
    assertThatThrownBy(() -> producer.send(Message.of("refused", "x")).await())
        .isInstanceOf(ClientException.Refused.class);
    byte[] large = new byte[5 << 20];
    assertThatThrownBy(() -> producer.send(Message.of("topic", large)).await())
        .isInstanceOf(ClientException.Invalid.class);
    assertThat(counter(registry, ClientMeters.SENT)).isEqualTo(3);
    assertThat(counter(registry, ClientMeters.SEND_RETRIES)).isEqualTo(2);
    assertThat(failed(registry, "13")).isEqualTo(1);
    assertThat(registry.get(ClientMeters.SEND_LATENCY).timer().count()).isEqualTo(2);
    assertThat(registry.get(ClientMeters.SEND_IN_FLIGHT).gauge().value()).isZero();
    assertThat(registry.get(ClientMeters.LINKS_OPEN).gauge().value()).isEqualTo(1);
    assertThat(counter(registry, ClientMeters.RECONNECTS)).isZero();
    broker.breakConnections();
    producer.send(Message.of("topic", "again")).await();
    await().until(() -> counter(registry, ClientMeters.RECONNECTS) == 1);
    // percentiles of a timer are gauges of the registry's own
    assertThat(registry.getMeters())
        .filteredOn(meter -> !meter.getId().getName().endsWith(".percentile"))
        .allSatisfy(
            meter -> {
              assertThat(meter.getId().getDescription()).isNotBlank();
              assertThat(meter.getId().getTag("client")).isEqualTo("tested");
            });
    client.close().await();
    await().until(() -> registry.get(ClientMeters.LINKS_OPEN).gauge().value() == 0);
    assertThatThrownBy(() -> producer.send(Message.of("topic", "x")).await())
        .isInstanceOf(ClientException.Closed.class);
    assertThat(failed(registry, "Closed")).isEqualTo(1);
  }

  private static double counter(SimpleMeterRegistry registry, String name) {
    return registry.get(name).counter().count();
  }

  private static double failed(SimpleMeterRegistry registry, String code) {
    return registry.get(ClientMeters.SEND_FAILED).tag("code", code).counter().count();
  }

  @Test
  void shouldTraceWhatIsStoredAndNothingElse() {
    CometClient client =
        CometClient.create(vertx, ClientOptions.of(broker.address()).withTracing("traces"));
    Producer producer = client.producer(ProducerOptions.of("g"));
    SendReceipt one =
        producer.send(Message.of("topic", "x").withTag("t").withKeys("k1", "k2")).await();
    List<SendReceipt> two =
        producer.sendBatch(List.of(Message.of("topic", "y"), Message.of("topic", "z"))).await();
    broker.on(
        RequestCode.SEND_MESSAGE_V2,
        (from, request) ->
            request.extFields().getOrDefault("b", "").equals("refused")
                ? Future.succeededFuture(request.response(ResponseCode.MESSAGE_ILLEGAL, "no"))
                : broker.store(request));
    assertThatThrownBy(() -> producer.send(Message.of("refused", "x")).await())
        .isInstanceOf(ClientException.Refused.class);
    // what has been gathered leaves at the latest when the client is closed
    client.close().await();
    List<RemotingCommand> traces =
        broker.requests(RequestCode.SEND_MESSAGE_V2).stream()
            .filter(request -> "traces".equals(request.extFields().get("b")))
            .toList();
    String text =
        traces.stream()
            .map(request -> new String(request.body(), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    assertThat(text.split("\u0002"))
        .hasSize(3)
        .allMatch(event -> event.startsWith("Pub\u0001"))
        .anyMatch(event -> event.contains("\u0001" + one.messageId() + "\u0001t\u0001k1 k2\u0001"))
        .anyMatch(event -> event.contains(two.get(0).messageId()))
        .anyMatch(event -> event.contains(two.get(1).messageId()));
    assertThat(traces.get(0).extFields().get("i")).contains(one.messageId()).contains("k2");
  }
}

package io.cometmq.broker.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of POP is kept as RocketMQ keeps it. */
final class OrderInfoFileTest {
  /** As RocketMQ 5.5.0 writes it, with its unquoted numbers. */
  private static final String OFFICIAL =
      "{\"orderInfoCount\":1,\"orderedConsumptionLevel\":\"QUEUE\",\"table\":{\"topic@group\":{"
          + "0:{\"a\":\"attempt\",\"cm\":2,\"i\":30000,\"l\":1700000000001,\"o\":[7,1,3],"
          + "\"oc\":{8:2,7:1},\"ot\":{8:1700000005000},\"popTime\":1700000000000},"
          + "3:{\"cm\":0,\"i\":1,\"l\":0,\"o\":[5],\"popTime\":9}}}}";

  @Test
  void shouldReadWhatRocketMqWrites() throws IOException {
    check(OrderInfoFile.decode(OFFICIAL.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void shouldReadWhatItWrites() throws IOException {
    List<OrderInfoFile.Entry> read =
        OrderInfoFile.decode(OFFICIAL.getBytes(StandardCharsets.UTF_8));
    check(OrderInfoFile.decode(OrderInfoFile.encode(read)));
  }

  @Test
  void shouldHaveNothingWithoutAFile() throws IOException {
    assertThat(OrderInfoFile.decode("{\"table\":{}}".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  private static void check(List<OrderInfoFile.Entry> entries) {
    assertThat(entries).hasSize(2);
    OrderInfoFile.Entry first = entries.get(0);
    assertThat(first.topic() + first.group() + first.queueId()).isEqualTo("topicgroup0");
    assertThat(first.attemptId()).isEqualTo("attempt");
    assertThat(first.popTimeMs()).isEqualTo(1_700_000_000_000L);
    assertThat(first.invisibleMs()).isEqualTo(30_000);
    assertThat(first.offsets()).containsExactly(7, 8, 10);
    assertThat(first.visibleMs())
        .containsExactly(1_700_000_030_000L, 1_700_000_005_000L, 1_700_000_030_000L);
    assertThat(first.consumed()).containsExactly(1, 2, 0);
    assertThat(first.acknowledged()).isEqualTo(2);
    assertThat(entries.get(1).queueId()).isEqualTo(3);
    assertThat(entries.get(1).attemptId()).isNull();
  }
}

package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.header.PopHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PopAcksTest {
  private static final Receipt.Pop POP =
      new Receipt.Pop("t", "g", "b", 1_000, 60_000, 5, Receipt.starts("0 3 100;1 0 7"));

  @Test
  void shouldPutMessagesThatWerePoppedTogetherIntoOneEntry() {
    ObjectNode body =
        PopAcks.body("b", List.of(normal(100), normal(109), POP.of("%RETRY%g_t", 0, 7, Map.of())));
    // bits 0 and 9 of the first, bit 0 of the second
    assertThat(new String(JsonBody.write(body), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"brokerName\":\"b\",\"acks\":["
                + "{\"c\":\"g\",\"t\":\"t\",\"r\":\"0\",\"so\":100,\"q\":3,\"rq\":5,\"pt\":1000,"
                + "\"it\":60000,\"b\":\"AQI=\"},"
                + "{\"c\":\"g\",\"t\":\"t\",\"r\":\"1\",\"so\":7,\"q\":0,\"rq\":5,\"pt\":1000,"
                + "\"it\":60000,\"b\":\"AQ==\"}]}");
  }

  @Test
  void shouldTakeTheHandleThatRetriesBring() {
    Receipt receipt = POP.of("t", 0, 50, Map.of("POP_CK", "40 900 60000 2 2 b 0 44"));
    assertThat(receipt.offset()).isEqualTo(44);
    assertThat(receipt.realTopic()).isEqualTo("%RETRY%g+t");
    assertThat(receipt.text()).isEqualTo("40 900 60000 2 2 b 0 44");
    assertThat(receipt.changed(2_000, 30_000, 4).text()).isEqualTo("44 2000 30000 4 2 b 0 44");
  }

  @Test
  void shouldSayWhatAnAnswerLacks() {
    assertThat(normal(105).handle()).isEqualTo(new PopHandle(100, 1_000, 60_000, 5, "0", "b", 3));
    assertThatThrownBy(() -> POP.of("t", 8, 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("queue 8");
    assertThatThrownBy(() -> Receipt.starts("0 3 x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 3 x");
  }

  private static Receipt normal(long offset) {
    return POP.of("t", 3, offset, Map.of());
  }
}

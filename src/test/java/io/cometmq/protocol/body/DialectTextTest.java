package io.cometmq.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DialectTextTest {
  private static JsonNode read(String text) {
    return JsonBody.readDialect(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldReadObjectsAsKeys() {
    JsonNode node =
        read(
            "{\"messageQueueTable\":{{\"brokerName\":\"b\",\"queueId\":3,\"topic\":\"t\"}:42,"
                + "{\"brokerName\":\"b\",\"queueId\":4,\"topic\":\"t\"}:{\"x\":[{\"y\":1},{}]}}}");
    JsonNode table = node.path("messageQueueTable");
    String key = JsonBody.objectKey(new MessageQueue("t", "b", 3));
    assertThat(table.path(key).asLong()).isEqualTo(42);
    key = JsonBody.objectKey(new MessageQueue("t", "b", 4));
    assertThat(table.path(key).path("x").get(0).path("y").asInt()).isEqualTo(1);
  }

  @Test
  void shouldLeaveTextsWithBracketsAndQuotesAlone() {
    JsonNode node = read("{\"a\":\"{{\\\"x\\\"}:,\",{\"k\":\"}\\\"\"}:1}");
    assertThat(node.path("a").asText()).isEqualTo("{{\"x\"}:,");
    assertThat(node.path("{\"k\":\"}\\\"\"}").asInt()).isEqualTo(1);
  }

  @Test
  void shouldWriteBackWhatItRead() {
    String text = "{\"t\":{{\"brokerName\":\"b\",\"queueId\":3,\"topic\":\"t\"}:42}}";
    assertThat(new String(JsonBody.writeDialect(read(text), false), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }

  @Test
  void shouldRefuseBrokenText() {
    for (String text : List.of("{{", "{{\"a", "{\"a\":{{}", "", "{\"a", "]")) {
      assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

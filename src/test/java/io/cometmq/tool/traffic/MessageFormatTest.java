package io.cometmq.tool.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.body.JsonBody;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MessageFormatTest {
  private static ReceivedMessage message(byte[] body) {
    byte[] properties =
        "KEYS\u0001k1 k2\u0002TAGS\u0001new\u0002city\u0001Berlin\u0002"
            .getBytes(StandardCharsets.UTF_8);
    return new ReceivedMessage(
        new MessageQueue("orders", "broker-a", 3),
        "orders",
        new ReceivedMessage.Place(17, 4_000, "ID", 1, 0, 1_000),
        body,
        properties);
  }

  private static String line(String format) {
    return MessageFormat.of(format).line(message(new byte[] {'h', 'i', '\n'}));
  }

  @Test
  void shouldFillGapsInATextOfTheUsers() {
    assertThat(line("{queue}/{offset}\\t{keys} {tag} {property:city} {property:none} {size}"))
        .isEqualTo("3/17\tk1 k2 new Berlin - 3");
    assertThat(line("{topic}@{broker} {stored} {id} {deliveries}{"))
        .isEqualTo("orders@broker-a 1970-01-01T00:00:01Z ID 1{");
    assertThat(line("body")).isEqualTo("hi\n");
  }

  @Test
  void shouldWriteOneLineForPeople() {
    MessageFormat table = MessageFormat.of("table");

    assertThat(table.head()).startsWith("STORED ").endsWith("BODY");
    assertThat(table.line(message("a\nb".getBytes(StandardCharsets.UTF_8))))
        .startsWith("1970-01-01T00:00:01Z")
        .contains("broker-a", " 17 ", "new", "k1 k2")
        .endsWith("a.b");
  }

  @Test
  void shouldWriteAllForPrograms() {
    JsonNode json =
        JsonBody.read(
            MessageFormat.of("json")
                .line(message(new byte[] {(byte) 0xff}))
                .getBytes(StandardCharsets.UTF_8));

    assertThat(json.path("queueOffset").asLong()).isEqualTo(17);
    assertThat(json.path("storeTimestamp").asLong()).isEqualTo(1_000);
    assertThat(json.path("properties").path("city").asText()).isEqualTo("Berlin");
    assertThat(json.path("body").asText()).isEqualTo("/w==");
    assertThat(json.path("encoding").asText()).isEqualTo("base64");
  }

  @Test
  void shouldSayWhatGapsThereAre() {
    assertThatThrownBy(() -> MessageFormat.of("{bdoy}"))
        .hasMessageContaining("there is no {bdoy}")
        .hasMessageContaining("body, born, broker");
  }
}

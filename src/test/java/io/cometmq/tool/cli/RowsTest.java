package io.cometmq.tool.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RowsTest {
  @Test
  void shouldAlignTextsLeftAndNumbersRight() {
    Rows rows = Rows.of("topic", "queueCount", "note").add("orders", 4, null).add("o", 16, "a\nb");

    assertThat(rows.table())
        .isEqualTo(
            """
            TOPIC   QUEUE COUNT  NOTE
            orders            4  -
            o                16  a.b
            """);
  }

  @Test
  void shouldWriteAnObjectALineForPrograms() {
    Rows rows =
        Rows.of("name", "rate", "on", "all", "more")
            .add("a\"", 0.25, true, List.of(1, "x"), Map.of("k", 2))
            .add(null, Double.NaN, false, List.of(), Map.of());

    assertThat(rows.json())
        .isEqualTo(
            """
            {"name":"a\\"","rate":0.25,"on":true,"all":[1,"x"],"more":{"k":2}}
            {"name":null,"rate":null,"on":false,"all":[],"more":{}}
            """);
  }

  @Test
  void shouldRoundForPeopleOnly() {
    assertThat(new Facts().put("meanRate", 12.3456789).put("n", 123456.7).table())
        .isEqualTo(
            """
            mean rate  12.35
            n          123457
            """);
    assertThat(new Facts().put("meanRate", 12.3456789).json())
        .isEqualTo("{\"meanRate\":12.3456789}\n");
  }

  @Test
  void shouldRefuseALineThatDoesNotFit() {
    assertThatThrownBy(() -> Rows.of("one").add(1, 2)).hasMessage("2 values for [one]");
  }
}

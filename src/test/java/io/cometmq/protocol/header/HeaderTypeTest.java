package io.cometmq.protocol.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderTypeTest {
  record Sample(
      String name,
      int number,
      long large,
      boolean flag,
      @Nullable Integer maybe,
      @Nullable String text) {}

  private static final HeaderType<Sample> TYPE = HeaderType.of(Sample.class);
  private static final Map<String, String> REQUIRED =
      Map.of("name", "n", "number", "7", "large", "8000000000", "flag", "true");

  private static Map<String, String> with(String name, String value) {
    Map<String, String> fields = new HashMap<>(REQUIRED);
    fields.put(name, value);
    return fields;
  }

  @Test
  void shouldReadWhatIsThere() {
    assertThat(TYPE.decode(REQUIRED))
        .isEqualTo(new Sample("n", 7, 8_000_000_000L, true, null, null));
    assertThat(TYPE.decode(with("maybe", "-1")).maybe()).isEqualTo(-1);
    assertThat(TYPE.decode(with("maybe", "")).maybe()).isNull();
    assertThat(TYPE.decode(with("unknown", "x"))).isEqualTo(TYPE.decode(REQUIRED));
  }

  @Test
  void shouldWriteWhatItReads() {
    Map<String, String> fields = with("text", "t");
    assertThat(TYPE.encode(TYPE.decode(fields))).isEqualTo(fields);
  }

  @Test
  void shouldNameFieldThatIsMissing() {
    Map<String, String> fields = new HashMap<>(REQUIRED);
    fields.remove("large");
    assertThatThrownBy(() -> TYPE.decode(fields))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining("large")
        .hasMessageContaining("missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "7.5", "99999999999", "99999999999999999999", ""})
  void shouldNameFieldThatIsNoNumber(String value) {
    assertThatThrownBy(() -> TYPE.decode(with("number", value)))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining("number")
        .hasMessageContaining(value);
  }
}

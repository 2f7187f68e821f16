package io.cometmq.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "1s, 1000",
    "5m, 300000",
    "5 min, 300000",
    "72h, 259200000",
    "3d, 259200000",
    "0s, 0"
  })
  void shouldReadWhatPeopleWrite(String text, long ms) {
    assertThat(DurationText.parseMs(text)).isEqualTo(ms);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "500", "1.5s", "-1s", "1y", "h", "9999999999999999999s"})
  void shouldRefuseWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> DurationText.parseMs(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0ms", "1500, 1500ms", "120000, 2m", "259200000, 3d", "90000, 90s"})
  void shouldWriteTheShortestExactForm(long ms, String text) {
    assertThat(DurationText.format(ms)).isEqualTo(text);
    assertThat(DurationText.parseMs(text)).isEqualTo(ms);
  }
}

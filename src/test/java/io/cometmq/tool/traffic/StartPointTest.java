package io.cometmq.tool.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartPointTest {
  private static final Instant NOW = Instant.parse("2026-11-28T18:00:00Z");

  @Test
  void shouldReadEveryKindOfPlace() {
    assertThat(StartPoint.of("earliest", NOW)).isEqualTo(new StartPoint.Earliest());
    assertThat(StartPoint.of("Latest", NOW)).isEqualTo(new StartPoint.Latest());
    assertThat(StartPoint.of("42", NOW)).isEqualTo(new StartPoint.Offset(42));
    assertThat(StartPoint.of("-10", NOW)).isEqualTo(new StartPoint.Offset(-10));
    assertThat(StartPoint.of("10m", NOW)).isEqualTo(new StartPoint.At(NOW.minusSeconds(600)));
    assertThat(StartPoint.of("2026-11-28T17:59:59.5Z", NOW))
        .isEqualTo(new StartPoint.At(NOW.minusMillis(500)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "10x", "2026-11-28", "99999999999999999999"})
  void shouldSayWhatAPlaceIs(String text) {
    assertThatThrownBy(() -> StartPoint.of(text, NOW))
        .hasMessageStartingWith("'" + text + "' is no place to begin; say earliest, latest");
  }
}

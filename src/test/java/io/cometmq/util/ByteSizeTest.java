package io.cometmq.util;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1073741824, 1073741824",
    "1GiB, 1073741824",
    "64MiB, 67108864",
    "4k, 4096",
    "16 kb, 16384",
    "2TiB, 2199023255552",
    "1_000, 1000",
    "7B, 7"
  })
  void shouldReadWhatPeopleWrite(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "1.5GiB", "-1", "1PiB", "1 G B", "9999999999999999999"})
  void shouldRefuseWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseWhatDoesNotFitALong() {
    assertThatThrownBy(() -> ByteSize.parse("99999999TiB")).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1536, 1536", "4096, 4KiB", "1073741824, 1GiB", "1048577, 1048577"})
  void shouldWriteTheShortestExactForm(long bytes, String text) {
    assertThat(ByteSize.format(bytes)).isEqualTo(text);
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }
}

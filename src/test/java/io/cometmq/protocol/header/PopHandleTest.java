package io.cometmq.protocol.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.testkit.GoldenVector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PopHandleTest {
  private static final String FILE = "ids_hashes.jsonl";

  @ParameterizedTest
  @CsvSource({"pop_extra_info,0,3", "pop_extra_info_retry_v1,1,0", "pop_extra_info_retry_v2,2,0"})
  void shouldReadAndWriteHandlesOfTheOfficialRelease(String name, String retry, int queue) {
    String text = GoldenVector.named(FILE, name).text();
    PopHandle handle = PopHandle.parse(text);
    assertThat(handle)
        .isEqualTo(new PopHandle(42, 1_700_000_001_000L, 60_000, 2, retry, "broker-a", queue));
    assertThat(handle.of(43)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1 2 3", "1 2 3 4 0 broker-a x 8"})
  void shouldRefuseWhatIsNoHandle(String text) {
    assertThatThrownBy(() -> PopHandle.parse(text))
        .isInstanceOf(HeaderException.class)
        .hasMessageContaining("extraInfo '" + text + "'");
  }
}

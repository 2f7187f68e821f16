package io.cometmq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressTest {
  @ParameterizedTest
  @CsvSource({
    "example.org, example.org:9876",
    "example.org:1, example.org:1",
    "127.0.0.1:65535, 127.0.0.1:65535",
    "::1, [::1]:9876",
    "[::1], [::1]:9876",
    "[fe80::1%eth0]:7, [fe80::1%eth0]:7"
  })
  void shouldReadEveryForm(String text, String canonical) {
    assertThat(Address.parse(text, 9876)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":1", "a:", "a:0", "a:65536", "a:x", "a b", "http://a:1", "[::1"})
  void shouldRefuseWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Address.parse(text, 9876))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

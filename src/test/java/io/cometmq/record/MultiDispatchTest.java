package io.cometmq.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MultiDispatchTest {
  @Test
  void shouldReadNamesBetweenCommas() {
    assertThat(MultiDispatch.parse("%LMQ%a, %LMQ%b-2").topics())
        .containsExactly("%LMQ%a", "%LMQ%b-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "%LMQ%", "%LMQ%a,,%LMQ%b", "%LMQ%a b", "%LMQ%a,%RETRY%b"})
  void shouldRefuseOtherNames(String names) {
    assertThatThrownBy(() -> MultiDispatch.parse(names))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INNER_MULTI_DISPATCH")
        .hasMessageContaining("%LMQ%");
  }

  @Test
  void shouldRefuseMoreThanSixtyFour() {
    String names =
        IntStream.range(0, 65).mapToObj(i -> "%LMQ%" + i).collect(Collectors.joining(","));
    assertThatThrownBy(() -> MultiDispatch.parse(names)).hasMessageContaining("up to 64");
  }

  @Test
  void shouldWriteOffsetsOverPlaceholder() {
    String placeholder = MultiDispatch.parse("%LMQ%a,%LMQ%b").placeholder();
    ByteBuffer bytes = ByteBuffer.allocate(placeholder.length() + 4);
    bytes.putShort((short) -1).put(placeholder.getBytes(StandardCharsets.US_ASCII));
    MultiDispatch.write(bytes, 2, 0, 7);
    MultiDispatch.write(bytes, 2, 1, Long.MAX_VALUE);
    assertThat(new String(bytes.array(), 2, placeholder.length(), StandardCharsets.US_ASCII))
        .isEqualTo("00000000000000000007,09223372036854775807");
    assertThat(bytes.getShort(0)).isEqualTo((short) -1);
    assertThat(bytes.getShort(2 + placeholder.length())).isZero();
  }
}

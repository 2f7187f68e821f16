package io.cometmq.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextSetTest {
  private static final byte[] NAME = {'n'};

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 1_000})
  void shouldFindWhatIsThereAndNothingElse(int count) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add("größe " + i);
    }
    TextSet set = new TextSet(texts);
    for (int i = 0; i < count; i++) {
      assertThat(set.hasValueOf(found("größe " + i))).isTrue();
    }
    assertThat(set.hasValueOf(found("größe " + count))).isFalse();
    assertThat(set.hasValueOf(found("größe"))).isFalse();
  }

  @Test
  void shouldTellTextsApartThatHaveOneHash() {
    TextSet set = new TextSet(List.of("AaAa", "AaBB", "BBAa", "x", "y", "x"));
    assertThat(set.hasValueOf(found("AaAa"))).isTrue();
    assertThat(set.hasValueOf(found("AaBB"))).isTrue();
    assertThat(set.hasValueOf(found("BBAa"))).isTrue();
    assertThat(set.hasValueOf(found("BBBB"))).isFalse();
    assertThat(set.hasValueOf(found("x"))).isTrue();
  }

  private static PropertyView found(String value) {
    byte[] bytes = ("n\u0001" + value + "\u0002").getBytes(StandardCharsets.UTF_8);
    PropertyView view = new PropertyView().properties(ByteBuffer.wrap(bytes), 0, bytes.length);
    assertThat(view.find(NAME)).isTrue();
    return view;
  }
}

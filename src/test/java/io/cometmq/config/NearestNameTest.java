package io.cometmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestNameTest {
  @ParameterizedTest
  @CsvSource({"'', '', 0", "abc, abc, 0", "'', abc, 3", "kitten, sitting, 3", "prot, port, 2"})
  void shouldCountTheFewestEdits(String a, String b, int distance) {
    assertThat(NearestName.distance(a, b)).isEqualTo(distance);
    assertThat(NearestName.distance(b, a)).isEqualTo(distance);
  }

  @Test
  void shouldChooseTheClosestName() {
    assertThat(NearestName.of("broker.prot", List.of("broker.name", "broker.port", "web.port")))
        .isEqualTo("broker.port");
  }
}

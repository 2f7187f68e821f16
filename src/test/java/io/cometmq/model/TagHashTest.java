package io.cometmq.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.record.PropertyScanner;
import io.cometmq.testkit.GoldenVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TagHashTest {
  private static final String PREFIX = "tag_hash:";

  static List<GoldenVector> hashes() {
    return GoldenVector.of("ids_hashes.jsonl", PREFIX);
  }

  @Test
  void shouldRunEveryHash() {
    assertThat(hashes()).hasSize(6);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hashes")
  void shouldHashTagsAsTheOfficialStoreDoes(GoldenVector vector) {
    String tag = vector.name().substring(PREFIX.length());
    long golden = vector.buffer().getLong();
    byte[] utf8 = tag.getBytes(StandardCharsets.UTF_8);

    assertThat(TagHash.of(tag)).isEqualTo(golden);
    assertThat((long) PropertyScanner.hash(0, ByteBuffer.wrap(utf8), 0, utf8.length))
        .isEqualTo(golden);
  }

  @Test
  void shouldHashNoTagAsZero() {
    assertThat(TagHash.of(null)).isZero();
  }
}

package io.cometmq.broker.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class OpBodyTest {
  @Test
  void shouldWriteOffsetsAsRocketMqDoes() {
    ArrayDeque<Long> offsets = new ArrayDeque<>(List.of(3L, 12L, 5_000_000_000L));
    assertThat(OpBody.write(offsets))
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("3,12,5000000000,");
    assertThat(offsets).isEmpty();
  }

  @Test
  void shouldCutWhatIsTooLong() {
    ArrayDeque<Long> offsets = new ArrayDeque<>();
    LongStream.range(0, 3_000).map(i -> Long.MAX_VALUE - i).forEach(offsets::add);
    List<Long> read = new ArrayList<>();
    while (!offsets.isEmpty()) {
      byte[] body = OpBody.write(offsets);
      assertThat(body.length).isLessThanOrEqualTo(OpBody.MAX_BYTES);
      OpBody.read(ByteBuffer.wrap(body), 0, body.length, read::add);
    }
    assertThat(read).hasSize(3_000).startsWith(Long.MAX_VALUE).doesNotHaveDuplicates();
  }

  @Test
  void shouldReadBodiesOfOldAndNewBrokers() {
    assertThat(read("17")).containsExactly(17L);
    assertThat(read("17,18,")).containsExactly(17L, 18L);
    assertThat(read("")).isEmpty();
    assertThatThrownBy(() -> read("17,x,")).isInstanceOf(NumberFormatException.class);
  }

  private static List<Long> read(String text) {
    List<Long> read = new ArrayList<>();
    byte[] bytes = ("??" + text + "?").getBytes(StandardCharsets.US_ASCII);
    OpBody.read(ByteBuffer.wrap(bytes), 2, text.length(), read::add);
    return read;
  }
}

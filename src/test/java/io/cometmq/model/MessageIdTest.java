package io.cometmq.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.testkit.GoldenVector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MessageIdTest {
  static List<GoldenVector> ids() {
    return GoldenVector.of("ids_hashes.jsonl", "offset_msgid_");
  }

  @Test
  void shouldRunEveryId() {
    assertThat(ids()).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ids")
  void shouldReadAndWriteGoldenIds(GoldenVector vector) {
    MessageId id = MessageId.parse(vector.text());

    assertThat(id.port()).isEqualTo(10911);
    assertThat(id.physicalOffset()).isEqualTo(0xABCD);
    assertThat(id.ip()).hasSize(vector.name().endsWith("6") ? 16 : 4);
    assertThat(id.toHex()).isEqualTo(vector.text());
    assertThat(id).hasToString(vector.text());
  }

  @Test
  void shouldReadLowerCaseToo() {
    MessageId id = MessageId.parse("c0a8010100002a9f000000000000abcd");

    assertThat(id).isEqualTo(MessageId.parse("C0A8010100002A9F000000000000ABCD"));
    assertThat(id).hasSameHashCodeAs(MessageId.parse("C0A8010100002A9F000000000000ABCD"));
    assertThat(id).isNotEqualTo(MessageId.parse("C0A8010100002A9F000000000000ABCE"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "C0A80101",
        "C0A8010100002A9F000000000000ABC",
        "C0A8010100002A9F000000000000ABCDE",
        "C0A8010100002A9F000000000000ABCX",
        "FD0000000000000000000000000000023BD730946E096DA0EDB0000"
      })
  void shouldRefuseWhatIsNoId(String text) {
    assertThatThrownBy(() -> MessageId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}

package io.cometmq.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.GoldenVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GoldenPropertyTest {
  private static final String FILE = "messages.jsonl";

  @Test
  void shouldReadTheGoldenPropertyString() {
    byte[] properties = GoldenVector.named(FILE, "properties_string").bytes();
    Map<String, String> expected = Map.of("TAGS", "TagA", "KEYS", "k1 k2", "emoji", "你好");

    assertThat(PropertyScanner.toMap(properties)).isEqualTo(expected);
    expected.forEach((name, value) -> assertThat(find(properties, name)).isEqualTo(value));
    assertThat(find(properties, "TAG")).isNull();
    assertThat(find(properties, "TagA")).isNull();
  }

  @Test
  void shouldReadTheGoldenChecksumProperty() {
    byte[] properties = GoldenVector.named(FILE, "crc32_property").bytes();

    assertThat(find(properties, "__CRC32#")).isEqualTo("9876543210");
    assertThat(PropertyScanner.toMap(properties)).isEqualTo(Map.of("__CRC32#", "9876543210"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=1;b=2;",
        "a=1;b=2",
        ";;a=1;;;b=2;;",
        "a=0;b=2;a=1",
        "a=1;b=2;c=;=;=x;d",
        "aa=7;a=1;ab=8;b=2;ba=9",
        "a=1;b=2;b="
      })
  void shouldFindTheSameInEverySpelling(String spelling) {
    byte[] properties = properties(spelling);

    assertThat(find(properties, "a")).isEqualTo("1");
    assertThat(find(properties, "b")).isEqualTo("2");
    assertThat(find(properties, "c")).isNull();
    assertThat(find(properties, "d")).isNull();
    assertThat(PropertyScanner.toMap(properties))
        .containsEntry("a", "1")
        .containsEntry("b", "2")
        .doesNotContainKeys("c", "d", "");
  }

  @Test
  void shouldEndNamesAtTheFirstSeparator() {
    byte[] properties = properties("a=1=2;");

    assertThat(find(properties, "a")).isEqualTo("1\u00012");
    assertThat(PropertyScanner.toMap(properties)).isEqualTo(Map.of("a", "1\u00012"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "=", "a", "a=", "=a", ";;="})
  void shouldFindNothingWhereThereIsNothing(String spelling) {
    assertThat(find(properties(spelling), "a")).isNull();
    assertThat(PropertyScanner.toMap(properties(spelling))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "TagA", "中文", "aé", "éa", "x😀y", "a-very-long-tag-name-to-overflow-int"})
  void shouldHashAsStringsDo(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

    assertThat(PropertyScanner.hash(0, ByteBuffer.wrap(utf8), 0, utf8.length))
        .isEqualTo(text.hashCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"order-1", "é", "key中文", "😀"})
  void shouldGoOnHashingFromWhatWasHashed(String key) {
    String before = "主题#";
    byte[] utf8 = (before + key).getBytes(StandardCharsets.UTF_8);
    int cut = before.getBytes(StandardCharsets.UTF_8).length;
    ByteBuffer bytes = ByteBuffer.wrap(utf8);

    int first = PropertyScanner.hash(0, bytes, 0, cut);
    assertThat(PropertyScanner.hash(first, bytes, cut, utf8.length - cut))
        .isEqualTo((before + key).hashCode());
  }

  @Test
  void shouldHashBytesThatAreNoUtf8AsTheirReplacement() {
    byte[] bytes = {'a', (byte) 0xFF, (byte) 0xC3, 'b'};

    assertThat(PropertyScanner.hash(0, ByteBuffer.wrap(bytes), 0, bytes.length))
        .isEqualTo(new String(bytes, StandardCharsets.UTF_8).hashCode());
  }

  private static @Nullable String find(byte[] properties, String name) {
    byte[] around = new byte[properties.length + 8];
    System.arraycopy(properties, 0, around, 4, properties.length);
    PropertyScanner scanner = new PropertyScanner();
    boolean found =
        scanner.find(
            ByteBuffer.wrap(around),
            4,
            properties.length,
            name.getBytes(StandardCharsets.US_ASCII));
    return found
        ? new String(around, scanner.valueAt(), scanner.valueLength(), StandardCharsets.UTF_8)
        : null;
  }

  private static byte[] properties(String spelling) {
    return spelling.replace('=', '\u0001').replace(';', '\u0002').getBytes(StandardCharsets.UTF_8);
  }
}

package io.cometmq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Says of every golden vector who judges it, so that none is passed over in silence. A vector
 * belongs to the longest beginning of its name that is listed.
 */
final class GoldenCoverageTest {
  /** {@code GoldenFrameTest} and the tests of the hot codecs. */
  private static final Map<String, Integer> LIVE =
      Map.of(
          "live_request:", 127,
          "live_response:", 126,
          "live_push:", 6,
          // a replica's stream, which is no frame: replication is not served
          "live_ha:", 1);

  /** {@code GoldenRecordTest} and {@code PropertyScannerTest}, but for what broker code reads. */
  private static final Map<String, Integer> MESSAGES =
      Map.of(
          "record_", 9,
          "record_blank", 1,
          "properties_string", 1,
          "crc32_property", 1,
          // cut up by the broker where it takes a batch
          "batch_body_2", 1);

  /** {@code MessageIdTest}, {@code TagHashTest}, {@code GoldenRecordTest}; then others. */
  private static final Map<String, Integer> IDS =
      Map.ofEntries(
          Map.entry("offset_msgid_", 2),
          Map.entry("tag_hash:", 6),
          Map.entry("body_crc32", 1),
          // the store's
          Map.entry("index_key_hash:", 3),
          Map.entry("index_file_", 1),
          Map.entry("cq_unit", 1),
          // PopHandleTest
          Map.entry("pop_extra_info", 3),
          // taken apart and put together by the official client in the integration tests
          Map.entry("pop_", 3),
          Map.entry("recall_handle_", 1),
          // access control, which is not served
          Map.entry("acl_", 2),
          // made by clients, taken as it is
          Map.entry("uniq_id_sample", 1));

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("frames.jsonl", Map.of("", 32)),
        Arguments.of("live.jsonl", LIVE),
        Arguments.of("messages.jsonl", MESSAGES),
        Arguments.of("ids_hashes.jsonl", IDS));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void shouldAssignEveryVector(String file, Map<String, Integer> kinds) {
    List<GoldenVector> vectors = GoldenVector.of(file);
    Map<String, Integer> found = new TreeMap<>();
    for (GoldenVector vector : vectors) {
      found.merge(kindOf(vector, kinds), 1, Integer::sum);
    }

    assertThat(found).isEqualTo(kinds);
    assertThat(vectors).extracting(GoldenVector::name).doesNotHaveDuplicates();
  }

  private static String kindOf(GoldenVector vector, Map<String, Integer> kinds) {
    return kinds.keySet().stream()
        .filter(vector.name()::startsWith)
        .max(java.util.Comparator.comparingInt(String::length))
        .orElse("nobody's: " + vector.name());
  }
}

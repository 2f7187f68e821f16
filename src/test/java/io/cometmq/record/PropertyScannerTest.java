package io.cometmq.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Properties are found in place as they would be in a map. */
final class PropertyScannerTest {
  private static final Logger LOG = LoggerFactory.getLogger(PropertyScannerTest.class);
  private static final List<String> NAMES = List.of("a", "ab", "abc", "TAGS", "abcdefghijkl");

  /** Bytes beside the separators, which tricks with whole words might take for them. */
  private static final String LETTERS = "ab\u0000\u0003\u0004\u007Fü漢";

  private final PropertyScanner scanner = new PropertyScanner();

  @Test
  void shouldFindWhatMapHas() {
    long seed = System.nanoTime();
    LOG.info("seed {}", seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] properties = properties(random).getBytes(StandardCharsets.UTF_8);
      int at = random.nextInt(10);
      ByteBuffer buffer = ByteBuffer.allocate(at + properties.length + random.nextInt(10));
      // what stands around must not be taken for a part of it
      Arrays.fill(buffer.array(), (byte) 2);
      buffer.put(at, properties);
      Map<String, String> map = PropertyScanner.toMap(properties);
      for (String name : NAMES) {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        boolean found = scanner.find(buffer, at, properties.length, nameBytes);
        String value =
            found
                ? new String(
                    buffer.array(),
                    scanner.valueAt(),
                    scanner.valueLength(),
                    StandardCharsets.UTF_8)
                : null;
        assertThat(value).as("seed %s, %s in %s", seed, name, map).isEqualTo(map.get(name));
      }
    }
  }

  private static String properties(Random random) {
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      text.append(NAMES.get(random.nextInt(NAMES.size())));
      text.append(random.nextInt(10) == 0 ? "" : "\u0001");
      int length = random.nextInt(20);
      for (int j = 0; j < length; j++) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      text.append(random.nextInt(20) == 0 ? "" : "\u0002");
    }
    return text.toString();
  }
}

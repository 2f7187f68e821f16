package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ClientGuideTest {
  private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void shouldShowOnlyExamplesThatCompile() throws IOException {
    String code = flat(Files.readString(Path.of("src/test/java/io/cometmq/it/ClientGuide.java")));
    List<String> examples =
        EXAMPLE
            .matcher(Files.readString(Path.of("docs/client.md")))
            .results()
            .map(found -> flat(found.group(1)))
            .toList();
    assertThat(examples).hasSizeGreaterThan(8);
    assertThat(examples).allSatisfy(example -> assertThat(code).contains(example));
  }

  /** Without what indentation does to lines. */
  private static String flat(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ClientGuideTest {
  private static final Path TESTS = Path.of("src/test/java/io/cometmq");
  private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void shouldShowOnlyExamplesThatCompile() throws IOException {
    String code = code("it/ClientGuide.java");
    List<String> examples = examples("client.md");
    assertThat(examples).hasSizeGreaterThan(8);
    assertThat(examples).allSatisfy(example -> assertThat(code).contains(example));
  }

  @Test
  void shouldShowBothClientsWithExamplesThatCompile() throws IOException {
    String ours = code("it/MoveGuide.java");
    String official = code("peer/ApacheGuide.java");
    List<String> examples = examples("from-apache-client.md");
    assertThat(examples).hasSizeGreaterThan(20);
    assertThat(examples)
        .allSatisfy(
            example ->
                assertThat(example)
                    .matches(
                        shown -> ours.contains(shown) || official.contains(shown),
                        "compiled code"));
  }

  private static String code(String file) throws IOException {
    return flat(Files.readString(TESTS.resolve(file)));
  }

  private static List<String> examples(String page) throws IOException {
    return EXAMPLE
        .matcher(Files.readString(Path.of("docs").resolve(page)))
        .results()
        .map(found -> flat(found.group(1)))
        .toList();
  }

  /** Without what indentation does to lines. */
  private static String flat(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

package io.cometmq.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pages that must keep up with what they describe. */
final class DocumentsTest {
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<$*]+)</artifactId>");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  /** The project itself and lists of versions, which are no dependencies. */
  private static final Set<String> NOT_A_DEPENDENCY =
      Set.of("cometmq", "junit-bom", "vertx-dependencies");

  @Test
  void shouldSayWhatEveryDependencyIsFor() throws IOException {
    String page = Files.readString(Path.of("docs", "dependencies.md"));
    Set<String> artifacts =
        found(ARTIFACT, Files.readString(Path.of("pom.xml")))
            .filter(artifact -> !NOT_A_DEPENDENCY.contains(artifact))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(artifacts)
        .as("artifacts of pom.xml without a line in docs/dependencies.md")
        .isNotEmpty()
        .allMatch(artifact -> page.contains("`" + artifact + "`"));
  }

  @Test
  void shouldLinkOnlyToWhatIsThere() throws IOException {
    List<Path> pages = new ArrayList<>(pagesIn(Path.of("")));
    pages.addAll(pagesIn(Path.of("docs")));
    assertThat(pages).contains(Path.of("README.md"));
    for (Path page : pages) {
      assertThat(found(LINK, Files.readString(page)))
          .as("links of " + page)
          .allMatch(link -> Files.exists(page.resolveSibling(link)));
    }
  }

  private static List<Path> pagesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(page -> page.toString().endsWith(".md")).toList();
    }
  }

  private static Stream<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult result) -> result.group(1));
  }
}

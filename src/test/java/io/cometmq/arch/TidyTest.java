package io.cometmq.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Habits that a compiler does not check, read from the source text. */
final class TidyTest {
  private static final Path MAIN_ROOT = Path.of("src", "main", "java");
  private static final Path TEST_ROOT = Path.of("src", "test", "java");

  /** The aim is 400; past this nobody reads a file from end to end. */
  private static final int MOST_LINES = 500;

  private final List<JavaSource> main = JavaSource.allUnder(MAIN_ROOT);
  private final List<JavaSource> test = JavaSource.allUnder(TEST_ROOT);

  @Test
  void shouldKeepTheRulesOfCodeThatShips() {
    assertThat(violations(TidyRule.MAIN, main.stream())).isEmpty();
  }

  @Test
  void shouldKeepTheRulesOfAllCode() {
    assertThat(violations(TidyRule.EVERYWHERE, all())).isEmpty();
  }

  @Test
  void shouldKeepFilesShort() {
    assertThat(all().filter(source -> source.lineCount() > MOST_LINES).map(JavaSource::name))
        .as("files of more than " + MOST_LINES + " lines; one class, one job")
        .isEmpty();
  }

  @Test
  void shouldDeclareNullnessAndPurposeOfEveryPackage() {
    Set<Path> declared =
        all()
            .filter(source -> source.path().endsWith("package-info.java"))
            .filter(source -> source.code().contains("@NullMarked"))
            .filter(source -> source.comments().contains("/**"))
            .map(TidyTest::packageFolder)
            .collect(Collectors.toSet());

    assertThat(all().map(TidyTest::packageFolder).distinct())
        .as("packages without a package-info.java that has @NullMarked and says what they are for")
        .allMatch(declared::contains);
  }

  @Test
  void shouldSeeWhatEveryRuleIsAbout() {
    Path path = MAIN_ROOT.resolve("Example.java");
    Stream.concat(TidyRule.MAIN.stream(), TidyRule.EVERYWHERE.stream())
        .forEach(
            rule ->
                assertThat(rule.violations(JavaSource.of(path, "\n" + rule.example())))
                    .as(rule.reason())
                    .containsExactly(path + ":2: " + rule.reason()));
  }

  @Test
  void shouldTellCodeFromCommentsAndLiterals() {
    String text = "a /* \" \n */ \"b // \\\" c\" 'd' // e\n\"\"\"\n\" f\"\"\" + g";

    JavaSource source = JavaSource.of(MAIN_ROOT, text);

    assertThat(source.code().replaceAll("[ _]+", "")).isEqualTo("a\n\"\"\"\"\n\"\n\"+g");
    assertThat(source.comments().replaceAll(" +", "")).isEqualTo("/*\"\n*///e\n\n");
    assertThat(source.code()).hasSameSizeAs(text);
    assertThat(source.comments()).hasSameSizeAs(text);
  }

  @Test
  void shouldLookAtRealFiles() {
    assertThat(main).isNotEmpty();
    assertThat(Files.isDirectory(TEST_ROOT)).isTrue();
    assertThat(test).isNotEmpty();
  }

  private Stream<JavaSource> all() {
    return Stream.concat(main.stream(), test.stream());
  }

  private static Path packageFolder(JavaSource source) {
    Path root = source.path().startsWith(MAIN_ROOT) ? MAIN_ROOT : TEST_ROOT;
    Path folder = source.path().getParent();
    return folder == null ? root : root.relativize(folder);
  }

  private static List<String> violations(List<TidyRule> rules, Stream<JavaSource> sources) {
    return sources
        .flatMap(source -> rules.stream().flatMap(rule -> rule.violations(source)))
        .toList();
  }
}

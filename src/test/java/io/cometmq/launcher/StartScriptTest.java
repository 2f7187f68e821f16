package io.cometmq.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs bin/cometmq with a java that only tells how it was called. */
@Timeout(60)
final class StartScriptTest {
  private static final Path SCRIPT = Path.of("bin", "cometmq").toAbsolutePath();

  private final Map<String, String> environment = new HashMap<>();
  private Path dir;
  private Path jar;

  @BeforeEach
  void useDirectory(@TempDir Path directory) throws IOException {
    dir = directory.toRealPath();
    jar = Files.createFile(dir.resolve("cometmq.jar"));
    environment.put("COMETMQ_JAR", jar.toString());
    environment.put("JAVA_HOME", javaHome("openjdk version \"17.0.15\" 2025-04-15").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"17.0.15", "17", "17-ea", "21.0.2", "25.0.1+9"})
  void shouldRunOnJava17AndNewer(String version) throws Exception {
    environment.put("JAVA_HOME", javaHome("openjdk version \"" + version + "\"").toString());

    assertThat(run(SCRIPT).code()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "java version \"1.8.0_402\" | is 1.8.0_402",
        "openjdk version \"11.0.22\" 2024-01-16 | is 11.0.22",
        "openjdk version \"16-ea\" | is 16-ea",
        "gibberish | is of an unknown version"
      })
  void shouldRefuseAnOlderJavaAndNameIt(String text, String named) throws Exception {
    environment.put("JAVA_HOME", javaHome(text).toString());

    Outcome outcome = run(SCRIPT);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.output()).contains("Java 17 or newer is needed", named, "set JAVA_HOME");
  }

  @Test
  void shouldSayWhereItLookedWhenThereIsNoJava() throws Exception {
    environment.put("JAVA_HOME", dir.resolve("nowhere").toString());

    Outcome outcome = run(SCRIPT);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.output()).contains("no Java at " + dir.resolve("nowhere/bin/java"));
  }

  @Test
  void shouldTakeTheJavaOfThePathWithoutJavaHome() throws Exception {
    Path home = javaHome("openjdk version \"21\"");
    environment.put("JAVA_HOME", "");
    environment.put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));

    assertThat(run(SCRIPT).output()).contains("called:");
  }

  @Test
  void shouldHandOverEveryArgumentAsItIs() throws Exception {
    assertThat(run(SCRIPT, "start", "--set", "store.path=a b", "*").arguments())
        .containsSubsequence("-jar", jar.toString(), "start", "--set", "store.path=a b", "*");
  }

  @Test
  void shouldUseASmallHeapAndLeaveADumpBehind() throws Exception {
    assertThat(run(SCRIPT).arguments())
        .contains("-Xmx256m", "-XX:+UseSerialGC", "-XX:+HeapDumpOnOutOfMemoryError")
        .contains("-XX:HeapDumpPath=" + dir);
  }

  @Test
  void shouldKeepTheCompilerFromTakingTheCore() throws Exception {
    environment.put("JAVA_OPTS", "-XX:MaxInlineLevel=15");

    assertThat(run(SCRIPT).arguments())
        .contains("-XX:InlineSmallCode=1500")
        .as("the operator's word is the last one")
        .containsSubsequence("-XX:MaxInlineLevel=9", "-XX:MaxInlineLevel=15", "-jar");
  }

  @Test
  void shouldLetTheOperatorOverrideHeapAndOptions() throws Exception {
    environment.put("COMETMQ_HEAP", "1g");
    environment.put("JAVA_OPTS", "-XX:+UseG1GC -Dx=y");

    assertThat(run(SCRIPT).arguments())
        .contains("-Xmx1g")
        .containsSubsequence("-XX:+UseG1GC", "-Dx=y", "-jar")
        .doesNotContain("-XX:+UseSerialGC");
  }

  @Test
  void shouldFindTheJarThroughLinksToTheScript() throws Exception {
    Path home = Files.createDirectories(dir.resolve("home"));
    Path script = Files.createDirectories(home.resolve("bin")).resolve("cometmq");
    Files.copy(SCRIPT, script, StandardCopyOption.COPY_ATTRIBUTES);
    Path target = Files.createDirectories(home.resolve("target")).resolve("cometmq.jar");
    Files.createFile(target);
    Files.createSymbolicLink(dir.resolve("absolute"), script);
    Files.createSymbolicLink(dir.resolve("relative"), Path.of("absolute"));
    environment.put("COMETMQ_JAR", "");

    assertThat(run(dir.resolve("relative")).arguments()).contains(target.toString());
  }

  @Test
  void shouldUseTheClassArchiveOfThisJavaAndThisJar() throws Exception {
    Path archive = dir.resolve("cometmq-17.0.15.jsa");
    assertThat(run(SCRIPT).output()).doesNotContain("SharedArchiveFile");

    Files.createFile(archive);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000_000));
    assertThat(run(SCRIPT).arguments()).contains("-XX:SharedArchiveFile=" + archive);

    Files.setLastModifiedTime(archive, FileTime.fromMillis(1_000));
    assertThat(run(SCRIPT).output()).doesNotContain("SharedArchiveFile");
  }

  @Test
  void shouldTellHowToBuildAMissingJar() throws Exception {
    environment.put("COMETMQ_JAR", dir.resolve("gone.jar").toString());

    Outcome outcome = run(SCRIPT);

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.output()).contains("there is no " + dir.resolve("gone.jar"), "mvn");
  }

  private record Outcome(int code, String output) {
    List<String> arguments() {
      return output.lines().dropWhile(line -> !line.equals("called:")).skip(1).toList();
    }
  }

  private Outcome run(Path script, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(dir.toFile()).redirectErrorStream(true);
    builder.environment().remove("JAVA_OPTS");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), output);
  }

  private Path javaHome(String versionLine) throws IOException {
    Path home = Files.createTempDirectory(dir, "java");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then echo '%s' >&2; exit 0; fi
        echo called:
        printf '%%s\\n' "$@"
        """
            .formatted(versionLine));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }
}

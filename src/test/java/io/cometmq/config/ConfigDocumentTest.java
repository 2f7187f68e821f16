package io.cometmq.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigDocumentTest {
  private static final Path SAMPLE = Path.of("conf", "cometmq.yaml");

  @Test
  void shouldKeepTheReferencePageEqualToTheKeys() throws IOException {
    assertThat(Files.readString(Path.of("docs", "configuration.md")))
        .as("run: java -jar target/cometmq.jar config-doc > docs/configuration.md")
        .isEqualTo(ConfigDocument.markdown());
  }

  @Test
  void shouldKeepTheSampleFileEqualToTheKeys() throws IOException {
    assertThat(Files.readString(SAMPLE))
        .as("run: java -jar target/cometmq.jar config-doc --sample > conf/cometmq.yaml")
        .isEqualTo(ConfigDocument.sampleFile());
  }

  @Test
  void shouldLoadTheSampleFileAsTheDefaults() {
    assertThat(ConfigLoader.load(SAMPLE, Map.of(), List.of())).isEqualTo(ConfigLoader.of());
  }

  @Test
  void shouldHaveADefaultThatTheKeyItselfAccepts() {
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      assertThat(key.type().accepts(key.defaultText())).as(key.name()).isTrue();
      assertThat(key.doc()).as(key.name()).endsWith(".");
    }
  }

  @Test
  void shouldListEachNameOnce() {
    assertThat(ConfigKeys.ALL.stream().map(ConfigKey::name)).doesNotHaveDuplicates();
    assertThat(ConfigKeys.ALL.stream().map(ConfigKey::environmentName)).doesNotHaveDuplicates();
  }
}

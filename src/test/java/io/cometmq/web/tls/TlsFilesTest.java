package io.cometmq.web.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.testkit.Certificate;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys that can be used, and what is said of others. */
final class TlsFilesTest {
  private static final Vertx VERTX = Vertx.vertx();

  private static Certificate one;
  private static Certificate other;
  private static Path directory;

  @BeforeAll
  static void make(@TempDir Path temporary) throws Exception {
    directory = temporary;
    one = Certificate.make(directory, "one");
    other = Certificate.make(directory, "other");
  }

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  @Test
  void shouldReadAPairThatBelongsTogether() {
    assertThat(new TlsFiles(one.certificate(), one.key()).read(VERTX).getCertValue().toString())
        .contains("BEGIN CERTIFICATE");
  }

  @Test
  void shouldRefuseAPairThatDoesNotBelongTogether() {
    assertThatThrownBy(() -> new TlsFiles(one.certificate(), other.key()).read(VERTX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one.crt")
        .hasMessageContaining("other.key")
        .hasMessageContaining("the key is not that of the certificate");
  }

  @Test
  void shouldNameWhatCannotBeRead() {
    assertThatThrownBy(() -> new TlsFiles(directory.resolve("none.crt"), one.key()).read(VERTX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("web.tls.certificate names")
        .hasMessageContaining("none.crt");
    assertThatThrownBy(() -> new TlsFiles(one.certificate(), directory).read(VERTX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("web.tls.key names");
  }

  @Test
  void shouldRefuseWhatIsNoPem() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.key"), "no key at all");
    assertThatThrownBy(() -> new TlsFiles(one.certificate(), broken).read(VERTX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken.key")
        .hasMessageContaining("allowed are PEM files");
    assertThatThrownBy(() -> new TlsFiles(one.key(), one.key()).read(VERTX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("allowed are PEM files");
  }

  @Test
  void shouldSeeThatAFileWasReplaced() throws Exception {
    Path certificate = Files.copy(one.certificate(), directory.resolve("live.crt"));
    TlsFiles files = new TlsFiles(certificate, one.key());
    long before = files.stamp();
    assertThat(files.stamp()).isEqualTo(before);
    Files.copy(other.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(certificate, Files.readString(certificate) + "\n");
    assertThat(files.stamp()).isNotEqualTo(before);
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.Certificate;
import io.cometmq.testkit.ToolRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages over TLS. */
final class BrowserTlsIT {
  @Test
  void shouldServePagesAndTakeARenewedCertificate(@TempDir Path directory) throws Exception {
    Certificate first = Certificate.make(directory, "first");
    Certificate second = Certificate.make(directory, "second");
    Path certificate = Files.copy(first.certificate(), directory.resolve("live.crt"));
    Path key = Files.copy(first.key(), directory.resolve("live.key"));
    HttpClient trusting = HttpClient.newBuilder().sslContext(first.context()).build();
    try (BrokerProcess broker =
        BrokerProcess.start(
            directory,
            "web.topics=[tls-*:publish+subscribe]",
            "broker.auto-create-topics=true",
            "web.tls.certificate=" + certificate,
            "web.tls.key=" + key)) {
      HttpResponse<String> ready = get(trusting, "https", broker);
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("\"status\":\"UP\"");
      String topic = Wire.topic(broker, "tls-topic", 1);
      try (CometSocket page = CometSocket.openEncrypted(broker, trusting)) {
        assertThat(page.ask("'connect':{}").has("connect")).isTrue();
        page.subscribe(1, topic, "");
        page.ask("'publish':{'topic':'" + topic + "','body':'unread on its way'}");
        assertThat(page.awaitBodies(1, 1)).containsExactly("unread on its way");

        assertThatThrownBy(() -> get(trusting, "http", broker)).isInstanceOf(IOException.class);

        Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        HttpClient later = HttpClient.newBuilder().sslContext(second.context()).build();
        await().until(() -> answers(later, broker));
        // what is open stays open
        page.ask("'publish':{'topic':'" + topic + "','body':'still here'}");
        assertThat(page.awaitBodies(1, 2)).contains("still here");
      }
    }
  }

  private static HttpResponse<String> get(HttpClient http, String scheme, BrokerProcess broker)
      throws IOException, InterruptedException {
    URI address = URI.create(scheme + "://127.0.0.1:" + broker.port("web") + "/health/ready");
    return http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static boolean answers(HttpClient http, BrokerProcess broker)
      throws IOException, InterruptedException {
    try {
      return get(http, "https", broker).statusCode() == 200;
    } catch (SSLHandshakeException e) {
      // the certificate is still the old one
      return false;
    }
  }

  @Test
  void shouldNotStartWithAKeyOfAnotherCertificate(@TempDir Path directory) throws Exception {
    Certificate one = Certificate.make(directory, "one");
    Certificate other = Certificate.make(directory, "other");
    ToolRun run =
        ToolRun.of(
            "start",
            "--set",
            "namesrv.port=0",
            "--set",
            "broker.port=0",
            "--set",
            "web.port=0",
            "--set",
            "store.path=" + directory.resolve("store"),
            "--set",
            "web.tls.certificate=" + one.certificate(),
            "--set",
            "web.tls.key=" + other.key());
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.said())
        .contains("web.tls.key (" + other.key() + ")")
        .contains("the key is not that of the certificate");
  }
}

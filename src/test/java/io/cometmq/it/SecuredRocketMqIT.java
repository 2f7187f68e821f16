package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Credentials;
import io.cometmq.client.Message;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.testkit.Certificate;
import io.cometmq.testkit.RocketMqProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache RocketMQ's own servers, which take nothing that is not encrypted and signed. */
final class SecuredRocketMqIT {
  private static final String SECRET = "only-for-this-test";
  private static final Vertx VERTX = Vertx.vertx();
  private static RocketMqProcess server;
  private static ClientSSLOptions trusting;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    Certificate certificate = Certificate.make(directory, "broker");
    trusting = trusting(certificate);
    server =
        RocketMqProcess.start(
            directory,
            List.of(
                "authenticationEnabled=true",
                "authenticationProvider=org.apache.rocketmq.auth.authentication.provider"
                    + ".DefaultAuthenticationProvider",
                "authenticationMetadataProvider=org.apache.rocketmq.auth.authentication.provider"
                    + ".LocalAuthenticationMetadataProvider",
                "initAuthenticationUser={\"username\":\"shop\",\"password\":\"" + SECRET + "\"}",
                "innerClientAuthenticationCredentials={\"accessKey\":\"shop\",\"secretKey\":\""
                    + SECRET
                    + "\"}"),
            List.of(
                "tls.enable=true",
                "tls.server.mode=enforcing",
                "tls.test.mode.enable=false",
                "tls.server.certPath=" + certificate.certificate(),
                "tls.server.keyPath=" + certificate.key()));
  }

  @AfterAll
  static void stop() {
    server.close();
    VERTX.close().await();
  }

  private static ClientSSLOptions trusting(Certificate certificate) {
    return new ClientSSLOptions()
        .setTrustOptions(new PemTrustOptions().addCertPath(certificate.certificate().toString()));
  }

  private static ClientOptions options(String secret) {
    return ClientOptions.of(server.namesrv())
        .withTls(trusting)
        .withCredentials(Credentials.of("shop", secret));
  }

  private static <T> T with(ClientOptions options, Function<CometClient, Future<T>> work) {
    CometClient client = CometClient.create(VERTX, options);
    try {
      return work.apply(client).await();
    } finally {
      client.close().await();
    }
  }

  private static Future<SendReceipt> send(CometClient client, String text) {
    return client.producer(ProducerOptions.of("tills")).send(Message.of("secured", text));
  }

  @Test
  void shouldSendAndReceiveSignedAndEncrypted() {
    // the broker may not have told the NameServer yet that it makes topics
    SendReceipt[] receipt = new SendReceipt[1];
    await()
        .atMost(Duration.ofSeconds(40))
        .ignoreExceptionsInstanceOf(ClientException.NoRoute.class)
        .until(
            () -> {
              receipt[0] = with(options(SECRET), client -> send(client, "signed"));
              return true;
            });
    PullResult pulled =
        with(
            options(SECRET),
            client -> {
              PullConsumer reader = client.pullConsumer(PullOptions.of("auditors"));
              return reader.pull(receipt[0].queue(), 0, 32, Duration.ofSeconds(5));
            });
    assertThat(pulled.messages()).extracting(ReceivedMessage::text).containsExactly("signed");
    assertThatThrownBy(() -> with(options("another"), client -> send(client, "forged")))
        .isInstanceOfSatisfying(
            ClientException.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(16);
              assertThat(refused.topic()).isEqualTo("secured");
              assertThat(refused).hasMessageContaining("signature");
            });
  }

  @Test
  void shouldConnectOnlyWhenEncryptedAndTrusted(@TempDir Path directory) throws Exception {
    Duration second = Duration.ofSeconds(1);
    ClientOptions plain = ClientOptions.of(server.namesrv()).withTimeouts(second, second);
    assertThatThrownBy(() -> with(plain, client -> client.queues("secured")))
        .isInstanceOf(ClientException.Unreachable.class);
    ClientSSLOptions others = trusting(Certificate.make(directory, "other"));
    assertThatThrownBy(() -> with(plain.withTls(others), client -> client.queues("secured")))
        .isInstanceOf(ClientException.Unreachable.class)
        .hasMessageContaining("check that the server runs");
  }
}

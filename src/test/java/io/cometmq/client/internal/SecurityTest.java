package io.cometmq.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Credentials;
import io.cometmq.client.Message;
import io.cometmq.client.ProducerOptions;
import io.cometmq.protocol.RequestCode;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client shows of itself, and to whom. */
final class SecurityTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker broker = FakeBroker.start(vertx);

  @AfterEach
  void close() {
    broker.close();
    vertx.close().await();
  }

  @Test
  void shouldSignAllRequests() {
    CometClient client =
        CometClient.create(
            vertx,
            ClientOptions.of(broker.address())
                .withCredentials(new Credentials("us", "secret key", "lent")));
    client.producer(ProducerOptions.of("g")).send(Message.of("topic", "x")).await();
    await().until(() -> !broker.requests(RequestCode.HEART_BEAT).isEmpty());
    client.close().await();
    for (int code :
        List.of(
            RequestCode.GET_ROUTEINFO_BY_TOPIC,
            RequestCode.SEND_MESSAGE_V2,
            RequestCode.HEART_BEAT)) {
      assertThat(broker.requests(code))
          .isNotEmpty()
          .allSatisfy(
              request ->
                  assertThat(request.extFields())
                      .containsEntry("AccessKey", "us")
                      .containsEntry("SecurityToken", "lent")
                      .containsKey("Signature")
                      .doesNotContainValue("secret key"));
    }
  }

  @Test
  void shouldEncryptConnectionsAndTrustWhomItIsTold() {
    SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    try {
      encryptWith(certificate);
    } finally {
      certificate.delete();
    }
  }

  private void encryptWith(SelfSignedCertificate certificate) {
    NetClient inside = vertx.createNetClient();
    NetServer tls =
        vertx.createNetServer(
            new NetServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(certificate.keyCertOptions()));
    tls.connectHandler(
        outer -> {
          outer.pause();
          inside
              .connect(broker.port(), "127.0.0.1")
              .onSuccess(
                  inner -> {
                    outer.pipeTo(inner);
                    inner.pipeTo(outer);
                  });
        });
    int port = tls.listen().await().actualPort();
    broker.announce(port);
    ClientSSLOptions trusting =
        new ClientSSLOptions()
            .setTrustOptions(certificate.trustOptions())
            .setHostnameVerificationAlgorithm("");
    sendThrough(port, trusting);
    assertThat(broker.requests(RequestCode.SEND_MESSAGE_V2)).hasSize(1);
    ClientSSLOptions comparing = new ClientSSLOptions().setTrustOptions(certificate.trustOptions());
    // the certificate is localhost's, the address 127.0.0.1
    assertThatThrownBy(() -> sendThrough(port, comparing))
        .isInstanceOf(ClientException.Unreachable.class)
        .hasMessageContaining("127.0.0.1:" + port);
    ClientSSLOptions strange = new ClientSSLOptions().setHostnameVerificationAlgorithm("");
    assertThatThrownBy(() -> sendThrough(port, strange))
        .isInstanceOf(ClientException.Unreachable.class);
    assertThat(broker.requests(RequestCode.SEND_MESSAGE_V2)).hasSize(1);
  }

  private void sendThrough(int port, ClientSSLOptions tls) {
    CometClient client =
        CometClient.create(vertx, ClientOptions.of("127.0.0.1:" + port).withTls(tls));
    try {
      client.producer(ProducerOptions.of("g")).send(Message.of("topic", "x")).await();
    } finally {
      client.close().await();
    }
  }

  @Test
  void shouldTakeKeysThatAreThereOnlyAndTellNobody() {
    assertThatThrownBy(() -> Credentials.of("us", " "))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("secret key is empty");
    assertThat(Credentials.of("us", "hidden")).asString().doesNotContain("hidden");
  }
}

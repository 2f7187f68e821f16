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
  void shouldTakeKeysThatAreThereOnlyAndTellNobody() {
    assertThatThrownBy(() -> Credentials.of("us", " "))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("secret key is empty");
    assertThat(Credentials.of("us", "hidden")).asString().doesNotContain("hidden");
  }
}

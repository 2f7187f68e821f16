package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.Message;
import io.cometmq.client.ProducerOptions;
import io.cometmq.embedded.CometMQExtension;
import io.cometmq.embedded.EmbeddedCometMQ;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of docs/embedded.md, as they stand there. */
@ExtendWith({VertxExtension.class, CometMQExtension.class})
final class EmbeddedGuideIT {
  private static final Pattern EXAMPLE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void sendsWithoutSetUp() {
    Vertx vertx = Vertx.vertx();
    try (EmbeddedCometMQ mq = EmbeddedCometMQ.start()) {
      CometClient client = CometClient.create(vertx, ClientOptions.of(mq.namesrvAddress()));
      client.producer(ProducerOptions.of("shop")).send(Message.of("orders", "one pizza")).await();
      client.close().await();
    }
    assertThat(vertx.close().await()).isNull();
  }

  @Test
  void storesOrders(EmbeddedCometMQ mq, Vertx vertx) {
    CometClient client = CometClient.create(vertx, ClientOptions.of(mq.namesrvAddress()));
    client.producer(ProducerOptions.of("shop")).send(Message.of("orders", "one pizza")).await();
    assertThat(client.queues("orders").await()).isNotEmpty();
  }

  @Test
  void shouldShowOnlyExamplesThatCompile() throws IOException {
    String code =
        flat(
            Files.readString(Path.of("src/test/java/io/cometmq/it/EmbeddedGuideIT.java"))
                + Files.readString(
                    Path.of("src/test/java/io/cometmq/embedded/CometMQExtension.java")));
    List<String> examples =
        EXAMPLE
            .matcher(Files.readString(Path.of("docs/embedded.md")))
            .results()
            .map(found -> flat(found.group(1)))
            .toList();
    assertThat(examples).hasSize(3).allSatisfy(example -> assertThat(code).contains(example));
  }

  /** Without what indentation does to lines. */
  private static String flat(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}

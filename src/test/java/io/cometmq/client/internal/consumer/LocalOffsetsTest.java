package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalOffsetsTest {
  private static final MessageQueue FIRST = new MessageQueue("topic", "broker", 0);
  private static final MessageQueue SECOND = new MessageQueue("topic", "broker", 1);

  private final Vertx vertx = Vertx.vertx();
  private final ClientCore core =
      new ClientCore(vertx, ClientOptions.of("127.0.0.1:1").withNamespace("tenant"));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void shouldRememberQueuesThatComeBackWithoutFile() {
    LocalOffsets offsets = new LocalOffsets(core, "group", null);
    onLoop(offsets::open);
    assertThat(onLoop(() -> offsets.committed(FIRST))).isEmpty();
    onLoop(() -> offsets.commit(FIRST, 42));
    assertThat(onLoop(() -> offsets.committed(FIRST))).hasValue(42);
  }

  @Test
  void shouldKeepAllThatIsCommittedAtOnceByTheNamesThatBrokersKnow(@TempDir Path folder)
      throws Exception {
    LocalOffsets offsets = new LocalOffsets(core, "group", folder);
    onLoop(offsets::open);
    onLoop(
        () ->
            Future.all(
                List.of(
                    offsets.commit(FIRST, 1),
                    offsets.commit(SECOND, 2),
                    offsets.commit(FIRST, 3))));
    assertThat(new OffsetFile(folder.resolve("tenant%group")).read())
        .isEqualTo(
            Map.of(
                new MessageQueue("tenant%topic", "broker", 0),
                3L,
                new MessageQueue("tenant%topic", "broker", 1),
                2L));
    LocalOffsets later = new LocalOffsets(core, "group", folder);
    onLoop(later::open);
    assertThat(onLoop(() -> later.committed(SECOND))).hasValue(2);
  }

  private <T> T onLoop(Supplier<Future<T>> work) {
    return core.loop().forCaller(work).await();
  }
}

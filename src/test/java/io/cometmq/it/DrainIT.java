package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that stops answers what is under way and sends everybody else to another. */
final class DrainIT {
  private static final int SEND_REPLY = 325;
  private static final int PUSH_REPLY = 326;
  private static final int GO_AWAY = 1500;

  /** The release before the one that knows of going away. */
  private static final int OLD_VERSION = 400;

  private static final int STOP_LIMIT_S = 5;

  private BrokerProcess broker;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void shouldSendNewRequestsElsewhereWhileOneIsUnderWay() throws Exception {
    String topic = Wire.topic(broker, "draining", 1);
    Map<String, String> queue = Map.of("topic", topic, "queueId", "0");
    try (RawConnection asker = connection();
        RawConnection answering = connection();
        RawConnection modern = connection();
        RawConnection old = connection()) {
      keepReplyUnderWay(asker, answering);
      long stopped = System.nanoTime();
      CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(this::terminate);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> modern.call(Wire.MAX_OFFSET, queue).code() == GO_AWAY);
      old.write(
          RawConnection.frame(Wire.MAX_OFFSET, 1, 0, OLD_VERSION, queue, RawConnection.NO_BODY));
      assertThat(old.read().code()).as("older clients don't know that code").isZero();
      assertThat(exit.get()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - stopped).toSeconds())
          .isLessThan(STOP_LIMIT_S);
    }
  }

  /** The broker waits for the asker to take an answer, which it never does. */
  private static void keepReplyUnderWay(RawConnection asker, RawConnection answering)
      throws IOException {
    String heartbeat =
        "{\"clientID\":\"asker@1\",\"consumerDataSet\":[],"
            + "\"producerDataSet\":[{\"groupName\":\"askers\"}]}";
    assertThat(
            asker.call(Wire.HEARTBEAT, Map.of(), heartbeat.getBytes(StandardCharsets.UTF_8)).code())
        .isZero();
    Map<String, String> fields = Wire.send("DefaultCluster_REPLY_TOPIC");
    fields.put("i", "REPLY_TO_CLIENT\u0001asker@1\u0002CORRELATION_ID\u0001c\u0002");
    answering.write(RawConnection.frame(SEND_REPLY, 1, 0, fields, new byte[] {1}));
    asker.read(frame -> frame.code() == PUSH_REPLY);
  }

  private RawConnection connection() throws IOException {
    return new RawConnection(broker.port("broker"));
  }

  private int terminate() {
    try {
      return broker.stop();
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerPull;
import io.cometmq.peer.api.PeerPullResult;
import io.cometmq.peer.api.PeerQueue;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one pull returns: by offset, by tag, and not more than fits. */
final class PullIT {
  private static final int KIB = 1024;

  private static BrokerProcess broker;
  private static Clients clients;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    clients = new Clients(broker.namesrv());
  }

  @AfterAll
  static void stop() {
    clients.close();
    broker.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindNothingInEmptyQueue(Client client) throws IOException {
    PeerQueue queue = queue(client, "empty");
    PeerPullResult result = clients.pull(client).pull(queue, "*", 0, 32);
    assertThat(result.status()).isEqualTo("NO_NEW_MSG");
    assertThat(result.nextBeginOffset()).isZero();
    assertThat(result.maxOffset()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void shouldCorrectOffsetInEmptyQueue(Client client) throws IOException {
    PeerQueue queue = queue(client, "empty-beyond");
    PeerPullResult result = clients.pull(client).pull(queue, "*", 7, 32);
    assertThat(result.status()).isEqualTo("OFFSET_ILLEGAL");
    assertThat(result.nextBeginOffset()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindNothingAtEndOfQueue(Client client) throws IOException {
    PeerQueue queue = queue(client, "at-end");
    send(client, queue, "t", 3);
    PeerPullResult result = clients.pull(client).pull(queue, "*", 3, 32);
    assertThat(result.status()).isEqualTo("NO_NEW_MSG");
    assertThat(result.nextBeginOffset()).isEqualTo(3);
    assertThat(result.minOffset()).isZero();
    assertThat(result.maxOffset()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void shouldCorrectOffsetBeyondEndOfQueue(Client client) throws IOException {
    PeerQueue queue = queue(client, "beyond");
    send(client, queue, "t", 3);
    PeerPullResult result = clients.pull(client).pull(queue, "*", 4, 32);
    assertThat(result.status()).isEqualTo("OFFSET_ILLEGAL");
    assertThat(result.nextBeginOffset()).isEqualTo(3);
    assertThat(result.minOffset()).isZero();
    assertThat(result.maxOffset()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadFromAnyOffset(Client client) throws IOException {
    PeerQueue queue = queue(client, "middle");
    send(client, queue, "t", 10);
    PeerPullResult result = clients.pull(client).pull(queue, "*", 6, 32);
    assertThat(result.status()).isEqualTo("FOUND");
    assertThat(result.messages())
        .extracting(PeerMessage::text)
        .containsExactly("t 6", "t 7", "t 8", "t 9");
    assertThat(result.messages())
        .extracting(PeerMessage::queueOffset)
        .containsExactly(6L, 7L, 8L, 9L);
    assertThat(result.nextBeginOffset()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnOnlyWantedTags(Client client) throws IOException {
    PeerQueue queue = queue(client, "tags");
    for (String tag : List.of("a", "b", "c", "größe", "标签")) {
      clients.producer(client).send(PeerMessage.of(queue.topic(), tag, "of " + tag));
    }
    clients.producer(client).send(PeerMessage.of(queue.topic(), null, "of none"));
    awaitEnd(client, queue, 6);
    assertThat(texts(client, queue, "a")).containsExactly("of a");
    assertThat(texts(client, queue, "a || c")).containsExactly("of a", "of c");
    assertThat(texts(client, queue, "c||a||missing")).containsExactly("of a", "of c");
    assertThat(texts(client, queue, "größe")).containsExactly("of größe");
    assertThat(texts(client, queue, "标签 || b")).containsExactly("of b", "of 标签");
    assertThat(texts(client, queue, "*")).hasSize(6);
  }

  @ParameterizedTest
  @EnumSource
  void shouldGoOnBehindFilteredMessages(Client client) throws IOException {
    PeerQueue queue = queue(client, "filtered");
    send(client, queue, "other", 50);
    send(client, queue, "wanted", 1);
    send(client, queue, "other", 49);
    PeerPullResult none = clients.pull(client).pull(queue, "missing", 0, 32);
    assertThat(none.status()).isEqualTo("NO_MATCHED_MSG");
    assertThat(none.nextBeginOffset()).isEqualTo(100);
    PeerPullResult one = clients.pull(client).pull(queue, "wanted", 0, 32);
    assertThat(one.status()).isEqualTo("FOUND");
    assertThat(one.messages()).hasSize(1);
    assertThat(one.messages().get(0).queueOffset()).isEqualTo(50);
    assertThat(one.nextBeginOffset()).isEqualTo(100);
  }

  @ParameterizedTest
  @EnumSource
  void shouldComeToEndOfQueueInStepsWhenNothingMatches(Client client) throws IOException {
    PeerQueue queue = queue(client, "steps");
    sendBatches(client, queue, "other", 2000);
    long offset = 0;
    int pulls = 0;
    while (offset < 2000) {
      PeerPullResult result = clients.pull(client).pull(queue, "missing", offset, 32);
      assertThat(result.status()).isEqualTo("NO_MATCHED_MSG");
      assertThat(result.nextBeginOffset()).isGreaterThan(offset);
      offset = result.nextBeginOffset();
      pulls++;
    }
    assertThat(offset).isEqualTo(2000);
    assertThat(pulls).isBetween(2, 10);
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnNoMoreMessagesThanAskedFor(Client client) throws IOException {
    PeerQueue queue = queue(client, "count");
    sendBatches(client, queue, "t", 100);
    for (int max : List.of(1, 32, 100, 200)) {
      PeerPullResult result = clients.pull(client).pull(queue, "*", 0, max);
      assertThat(result.messages()).hasSize(Math.min(max, 100));
      assertThat(result.nextBeginOffset()).isEqualTo(Math.min(max, 100));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnNoMoreBytesThanFit(Client client) throws IOException {
    PeerQueue queue = queue(client, "bytes");
    byte[] body = noise(100 * KIB);
    for (int i = 0; i < 6; i++) {
      clients.producer(client).send(PeerMessage.of(queue.topic(), null, body));
    }
    awaitEnd(client, queue, 6);
    for (int offset = 0; offset < 6; offset += 2) {
      PeerPullResult result = clients.pull(client).pull(queue, "*", offset, 32);
      assertThat(result.messages()).hasSize(2);
      assertThat(result.nextBeginOffset()).isEqualTo(offset + 2);
    }
    try (RawConnection raw = new RawConnection(broker.port("broker"))) {
      RawConnection.Answer answer = raw.call(Wire.PULL, Wire.pull(queue.topic(), 0, "*"));
      assertThat(answer.body().length).isBetween(200 * KIB, 256 * KIB);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReturnLargeMessageAlone(Client client) throws IOException {
    PeerQueue queue = queue(client, "alone");
    byte[] large = noise(3 * KIB * KIB);
    clients.producer(client).send(PeerMessage.of(queue.topic(), null, "before"));
    clients.producer(client).send(PeerMessage.of(queue.topic(), null, large));
    clients.producer(client).send(PeerMessage.of(queue.topic(), null, "after"));
    awaitEnd(client, queue, 3);
    assertThat(clients.pull(client).pull(queue, "*", 0, 32).messages())
        .extracting(PeerMessage::text)
        .containsExactly("before");
    List<PeerMessage> alone = clients.pull(client).pull(queue, "*", 1, 32).messages();
    assertThat(alone).hasSize(1);
    assertThat(alone.get(0).body()).isEqualTo(large);
    assertThat(clients.pull(client).pull(queue, "*", 2, 32).messages())
        .extracting(PeerMessage::text)
        .containsExactly("after");
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellEndsOfQueue(Client client) throws IOException {
    PeerQueue queue = queue(client, "ends");
    PeerPull pull = clients.pull(client);
    assertThat(pull.minOffset(queue)).isZero();
    assertThat(pull.maxOffset(queue)).isZero();
    send(client, queue, "t", 5);
    assertThat(pull.minOffset(queue)).isZero();
    assertThat(pull.maxOffset(queue)).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void shouldFindOffsetByStoreTime(Client client) throws IOException {
    PeerQueue queue = queue(client, "times");
    PeerPull pull = clients.pull(client);
    assertThat(pull.searchOffset(queue, System.currentTimeMillis())).isZero();
    long[] before = new long[5];
    for (int i = 0; i < before.length; i++) {
      before[i] = awaitNextMillisecond();
      send(client, queue, "t", 1);
      awaitNextMillisecond();
    }
    for (int i = 0; i < before.length; i++) {
      assertThat(pull.searchOffset(queue, before[i])).isEqualTo(i);
    }
    assertThat(pull.searchOffset(queue, 0)).isZero();
    assertThat(pull.searchOffset(queue, System.currentTimeMillis() + 60_000)).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void shouldTellWhenFirstMessageWasStored(Client client) throws IOException {
    PeerQueue queue = queue(client, "earliest");
    PeerPull pull = clients.pull(client);
    assertThat(pull.earliestMessageTime(queue)).isEqualTo(-1);
    long before = System.currentTimeMillis();
    send(client, queue, "t", 1);
    long after = System.currentTimeMillis();
    awaitNextMillisecond();
    send(client, queue, "t", 1);
    assertThat(pull.earliestMessageTime(queue)).isBetween(before, after);
  }

  @ParameterizedTest
  @EnumSource
  void shouldRememberCommittedOffsets(Client client) throws IOException {
    PeerQueue queue = queue(client, "committed");
    PeerPull pull = clients.pull(client);
    assertThat(pull.committedOffset(queue)).isEqualTo(-1);
    send(client, queue, "t", 10);
    pull.commitOffset(queue, 4);
    assertThat(pull.committedOffset(queue)).isEqualTo(4);
    pull.commitOffset(queue, 9);
    assertThat(pull.committedOffset(queue)).isEqualTo(9);
    // a reset by hand goes back
    pull.commitOffset(queue, 2);
    assertThat(pull.committedOffset(queue)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStartNewGroupAtBeginningOfYoungQueue(Client client) throws IOException {
    PeerQueue queue = queue(client, "young");
    send(client, queue, "t", 3);
    assertThat(clients.pull(client).committedOffset(queue)).isZero();
  }

  private static PeerQueue queue(Client client, String name) throws IOException {
    String topic = Wire.topic(broker, client.own(name), 1);
    return clients.pull(client).fetchQueues(topic).get(0);
  }

  /** Sends messages with the text {@code tag number}, and waits until they can be read. */
  private static void send(Client client, PeerQueue queue, String tag, int count) {
    long end = clients.pull(client).maxOffset(queue);
    for (int i = 0; i < count; i++) {
      clients.producer(client).send(PeerMessage.of(queue.topic(), tag, tag + " " + i));
    }
    awaitEnd(client, queue, end + count);
  }

  private static void sendBatches(Client client, PeerQueue queue, String tag, int count) {
    for (int sent = 0; sent < count; sent += 100) {
      clients
          .producer(client)
          .sendBatch(
              IntStream.range(sent, sent + 100)
                  .mapToObj(i -> PeerMessage.of(queue.topic(), tag, tag + " " + i))
                  .toList());
    }
    awaitEnd(client, queue, count);
  }

  private static void awaitEnd(Client client, PeerQueue queue, long end) {
    Awaitility.await().until(() -> clients.pull(client).maxOffset(queue) == end);
  }

  private static long awaitNextMillisecond() {
    long now = System.currentTimeMillis();
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(1))
        .until(System::currentTimeMillis, time -> time > now + 1);
  }

  private static List<String> texts(Client client, PeerQueue queue, String expression) {
    List<String> texts = new ArrayList<>();
    clients
        .pull(client)
        .pull(queue, expression, 0, 32)
        .messages()
        .forEach(message -> texts.add(message.text()));
    return texts;
  }

  /** Bytes that no compression makes smaller. */
  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(3).nextBytes(bytes);
    return bytes;
  }
}

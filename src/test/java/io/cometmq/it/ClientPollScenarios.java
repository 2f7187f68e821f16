package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.ClientException;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.LitePullConsumer;
import io.cometmq.client.LitePullOptions;
import io.cometmq.client.Message;
import io.cometmq.client.PopConsumer;
import io.cometmq.client.PopOptions;
import io.cometmq.client.PoppedMessage;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.PullConsumer;
import io.cometmq.client.PullOptions;
import io.cometmq.client.PullResult;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.model.MessageQueue;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerConsumer;
import io.cometmq.peer.api.PeerLitePull;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What our client asks any server for, message by message or poll by poll. */
abstract class ClientPollScenarios extends ClientGroupScenarios {
  private static final Future<Long> DONE = Future.succeededFuture(0L);
  private static final Duration WAIT = Duration.ofSeconds(10);
  private static final Duration REBALANCE = Duration.ofSeconds(40);

  /** The broker's cluster. */
  abstract String cluster();

  private boolean areOthersCommitted(Set<MessageQueue> queues) {
    PullConsumer group = client.pullConsumer(PullOptions.of("our-lite"));
    return get(client.queues("ours-lite")).stream()
        .filter(queue -> !queues.contains(queue))
        .allMatch(
            queue ->
                get(group.committedOffset(queue))
                    .equals(OptionalLong.of(get(group.endOffset(queue)))));
  }

  @Test
  void shouldShareGroupWithOfficialLitePullConsumer() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-lite", "first")));
    await().until(() -> get(client.queues("ours-lite")).size() == 4);
    LitePullConsumer ours =
        get(
            client.subscribe(
                LitePullOptions.of("our-lite", "ours-lite")
                    .startingAt(ConsumerOptions.Start.FIRST)));
    List<Set<MessageQueue>> changes = Collections.synchronizedList(new ArrayList<>());
    ours.assignmentHandler(changes::add);
    assertThat(ours.assigned()).hasSize(4);
    List<String> got = texts(get(ours.poll(10, WAIT)));
    assertThat(got).containsExactly("first");
    try (PeerLitePull official =
        Client.V5.peer().litePull("our-lite", namesrv(), "ours-lite", "*")) {
      await()
          .atMost(REBALANCE)
          .until(() -> ours.assigned().size() == 2 && official.assigned().size() == 2);
      assertThat(changes).last().isEqualTo(ours.assigned());
      List<String> theirs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        get(producer.send(Message.of("ours-lite", "m" + i)));
      }
      await()
          .until(
              () -> {
                got.addAll(texts(get(ours.poll(32, Duration.ZERO))));
                official.poll(100).forEach(each -> theirs.add(each.text()));
                return got.size() + theirs.size() >= 41;
              });
      assertThat(got).hasSize(21).doesNotHaveDuplicates();
      assertThat(theirs).hasSize(20).doesNotContainAnyElementsOf(got);
      official.commit();
      // it does not wait for the broker, and we take over from there
      Set<MessageQueue> ourQueues = ours.assigned();
      await().until(() -> areOthersCommitted(ourQueues));
    }
    await().atMost(REBALANCE).until(() -> ours.assigned().size() == 4);
    for (int i = 40; i < 48; i++) {
      get(producer.send(Message.of("ours-lite", "m" + i)));
    }
    await().until(() -> got.addAll(texts(get(ours.poll(32, Duration.ZERO)))) && got.size() >= 29);
    assertThat(got).hasSize(29).contains("m47").doesNotHaveDuplicates();
    get(ours.close());
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-lite"));
    for (MessageQueue queue : get(client.queues("ours-lite"))) {
      assertThat(get(reader.committedOffset(queue))).hasValue(get(reader.endOffset(queue)));
    }
    assertThatThrownBy(() -> get(ours.poll(1, Duration.ZERO)))
        .isInstanceOf(ClientException.Closed.class);
  }

  @Test
  void shouldPollChosenQueuesFromWhereItIsTold() {
    MessageQueue queue = fill("ours-seek", 20);
    LitePullOptions options =
        LitePullOptions.of("our-seek").startingAt(ConsumerOptions.Start.FIRST);
    LitePullConsumer consumer =
        get(client.assign(options.withAutoCommit(Duration.ZERO), List.of(queue)));
    PullConsumer offsets = client.pullConsumer(PullOptions.of("our-seek"));
    assertThat(texts(get(consumer.poll(5, WAIT)))).containsExactly("0", "1", "2", "3", "4");
    // brokers say 0 of a group that they know nothing of
    assertThat(get(offsets.committedOffset(queue)).orElse(0)).isZero();
    get(consumer.commit());
    assertThat(get(offsets.committedOffset(queue))).hasValue(5);
    consumer.seek(queue, 18);
    assertThat(texts(get(consumer.poll(32, WAIT)))).containsExactly("18", "19");
    get(consumer.seekToFirst(queue));
    assertThat(texts(get(consumer.poll(2, WAIT)))).containsExactly("0", "1");
    get(consumer.seekToEnd(queue));
    assertThat(get(consumer.poll(2, Duration.ofMillis(100)))).isEmpty();
    get(consumer.seekToTime(queue, Instant.EPOCH));
    assertThat(texts(get(consumer.poll(1, WAIT)))).containsExactly("0");
    consumer.pause(queue);
    assertThat(get(consumer.poll(1, Duration.ofMillis(100)))).isEmpty();
    consumer.resume(queue);
    assertThat(texts(get(consumer.poll(1, WAIT)))).containsExactly("1");
    MessageQueue other = new MessageQueue("ours-seek", queue.brokerName(), 77);
    assertThatThrownBy(() -> consumer.seek(other, 1)).isInstanceOf(IllegalArgumentException.class);
    get(consumer.commit(Map.of(queue, 12L)));
    get(consumer.close());
    assertThat(get(offsets.committedOffset(queue))).hasValue(12);

    LitePullConsumer again =
        get(client.assign(options.withAutoCommit(Duration.ofMillis(100)), List.of(queue)));
    List<String> got = Collections.synchronizedList(new ArrayList<>());
    again.pause();
    again.handler(each -> got.add(each.text()));
    again.fetch(3);
    await().untilAsserted(() -> assertThat(got).containsExactly("12", "13", "14"));
    await().until(() -> get(offsets.committedOffset(queue)).orElse(0) == 15);
    assertThat(get(again.positions())).isEqualTo(Map.of(queue, 15L));
    again.resume();
    await().until(() -> got.size() == 8);
    get(again.close());
    assertThat(get(offsets.committedOffset(queue))).hasValue(20);
  }

  @Test
  void shouldPollOnlyWhatFiltersLetPass() {
    MessageQueue queue = fill("ours-some", 20);
    LitePullOptions options =
        LitePullOptions.of("our-some").startingAt(ConsumerOptions.Start.FIRST);
    LitePullConsumer bySql =
        get(
            client.assign(
                options.with("ours-some", Filter.sql("number > 16 AND tag = 't1'")),
                List.of(queue)));
    assertThat(texts(get(bySql.poll(32, WAIT)))).containsExactly("17", "19");
    LitePullConsumer byTag =
        get(client.assign(options.with("ours-some", Filter.tags("t0")), List.of(queue)));
    assertThat(texts(get(byTag.poll(4, WAIT)))).containsExactly("0", "2", "4", "6");
  }

  @Test
  void shouldPopAndAcknowledgeByOutcome() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-popped", "m0")));
    await().until(() -> get(client.queues("ours-popped")).size() == 4);
    List<String> attempts = Collections.synchronizedList(new ArrayList<>());
    List<String> handled = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                PopOptions.of("our-popping", "ours-popped")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .withInvisible(Duration.ofSeconds(3))
                    .withRetries(1, Duration.ofSeconds(1)),
                message -> {
                  attempts.add(message.text() + "/" + message.deliveries());
                  if (message.text().equals("bad")
                      || message.text().equals("late") && message.deliveries() == 0) {
                    return Future.failedFuture("not now");
                  }
                  // longer than others don't see it, unless that is renewed
                  return (message.text().equals("slow") ? vertx.timer(5_000) : DONE)
                      .onSuccess(done -> handled.add(message.text()));
                }));
    assertThat(get(consumer.assigned())).extracting(MessageQueue::queueId).containsExactly(-1);
    List<String> good = new ArrayList<>(IntStream.range(0, 30).mapToObj(i -> "m" + i).toList());
    good.addAll(List.of("late", "slow"));
    good.stream().skip(1).forEach(text -> producer.send(Message.of("ours-popped", text)));
    producer.send(Message.of("ours-popped", "bad"));
    String dead = "%DLQ%our-popping";
    await().atMost(REBALANCE).until(() -> handled.size() >= 32 && !all(dead).isEmpty());
    assertThat(handled).containsExactlyInAnyOrderElementsOf(good);
    assertThat(all(dead)).extracting(ReceivedMessage::text).containsExactly("bad");
    get(consumer.close());
    List<String> expected = new ArrayList<>(good.stream().map(text -> text + "/0").toList());
    expected.addAll(List.of("bad/0", "bad/1", "late/1"));
    assertThat(attempts).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void shouldPopNoMoreThanIsWantedAndGiveAgainWhatIsNotAcknowledged() {
    fill("ours-popflow", 20);
    PopOptions options =
        PopOptions.of("our-popflow", "ours-popflow")
            .startingAt(ConsumerOptions.Start.FIRST)
            .with("ours-popflow", Filter.sql("number < 18"))
            .withInvisible(Duration.ofSeconds(2))
            .withLimits(1, 8);
    List<PoppedMessage> got = Collections.synchronizedList(new ArrayList<>());
    List<ReceivedMessage> rest = Collections.synchronizedList(new ArrayList<>());
    PopConsumer stream = get(client.popConsumer(options));
    stream.pause();
    stream.handler(got::add);
    stream.fetch(5);
    await().until(() -> got.size() == 5);
    // what this one keeps after, though nobody takes it, is not given to anybody else for a while
    PopConsumer other = get(client.popConsumer(options));
    other.handler(
        each -> {
          rest.add(each.message());
          each.ack();
        });
    get(got.get(4).retryAfter(Duration.ofSeconds(1)));
    get(got.get(3).renew(Duration.ofSeconds(30)));
    get(Future.all(got.subList(0, 3).stream().map(PoppedMessage::ack).toList()));
    assertThatThrownBy(() -> get(got.get(0).ack())).isInstanceOf(ClientException.Invalid.class);
    await().atMost(REBALANCE).until(() -> rest.size() >= 14);
    get(got.get(3).ack());
    assertThat(got).hasSize(5);
    assertThat(rest)
        .extracting(ReceivedMessage::text)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(4, 18).mapToObj(Integer::toString).toList());
    assertThat(rest)
        .filteredOn(each -> each.text().equals("4"))
        .extracting(ReceivedMessage::deliveries)
        .containsExactly(1);
    get(stream.close());
    get(other.close());
  }

  @Test
  void shouldShareGroupWithOfficialPopConsumer() {
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    get(producer.send(Message.of("ours-popmixed", "m0")));
    await().until(() -> get(client.queues("ours-popmixed")).size() == 4);
    PeerAdmin admin = officials().admin(Client.V5);
    String mode =
        "setConsumeMode -c " + cluster() + " -t ours-popmixed -g our-popmixed -m POP -q 0";
    await()
        .until(
            () -> {
              admin.run("updateSubGroup", "-c", cluster(), "-g", "our-popmixed");
              return admin.run(mode.split(" ", -1)).contains("success");
            });
    List<String> ours = Collections.synchronizedList(new ArrayList<>());
    List<String> theirs = Collections.synchronizedList(new ArrayList<>());
    GroupConsumer consumer =
        get(
            client.consume(
                PopOptions.of("our-popmixed", "ours-popmixed")
                    .startingAt(ConsumerOptions.Start.FIRST),
                message -> {
                  ours.add(message.text());
                  return Future.succeededFuture();
                }));
    List<String> sent = new ArrayList<>(List.of("m0"));
    try (PeerConsumer official =
        Client.V5
            .peer()
            .pushConsumer(
                ConsumerSpec.of("our-popmixed", namesrv(), "ours-popmixed").assignedByBroker(true),
                message -> theirs.add(message.text()))) {
      await()
          .atMost(REBALANCE)
          .until(
              () -> {
                String text = "m" + sent.size();
                sent.add(text);
                get(producer.send(Message.of("ours-popmixed", text)));
                return ours.size() >= 5 && theirs.size() >= 5;
              });
      await().until(() -> ours.size() + theirs.size() >= sent.size());
      assertThat(official).isNotNull();
    }
    get(consumer.close());
    List<String> all = new ArrayList<>(ours);
    all.addAll(theirs);
    assertThat(all).containsExactlyInAnyOrderElementsOf(sent);
  }

  /** What is in a topic; nothing while it is not there. */
  private List<ReceivedMessage> all(String topic) {
    PullConsumer reader = client.pullConsumer(PullOptions.of("our-readers"));
    return get(
        client
            .queues(topic)
            .compose(
                queues ->
                    Future.all(
                        queues.stream()
                            .map(queue -> reader.pull(queue, 0, 32, Duration.ZERO))
                            .toList()))
            .map(
                pulled ->
                    pulled.<PullResult>list().stream()
                        .flatMap(each -> each.messages().stream())
                        .toList())
            .otherwise(List.of()));
  }

  /** Messages "0", "1" and so on in one queue. */
  MessageQueue fill(String topic, int count) {
    QueueSelector first = (queues, message) -> queues.get(0);
    // sent again by a machine that is busy, a message would be there twice
    Producer producer =
        client.producer(ProducerOptions.of("our-fillers").withAttempts(1, Duration.ofSeconds(15)));
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                get(producer.send(
                        Message.of(topic, "" + i)
                            .withTag("t" + i % 2)
                            .withProperty("number", "" + i)
                            .withProperty("tag", "t" + i % 2),
                        first))
                    .queue())
        .reduce((one, other) -> other)
        .orElseThrow();
  }

  private static List<String> texts(List<ReceivedMessage> messages) {
    return new ArrayList<>(messages.stream().map(ReceivedMessage::text).toList());
  }
}

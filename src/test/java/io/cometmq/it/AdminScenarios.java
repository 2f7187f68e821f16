package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cometmq.client.Admin;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.ClusterAdmin;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.GroupAdmin;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.GroupSettings;
import io.cometmq.client.Message;
import io.cometmq.client.OffsetAdmin;
import io.cometmq.client.OffsetTarget;
import io.cometmq.client.Producer;
import io.cometmq.client.ProducerOptions;
import io.cometmq.client.QueueProgress;
import io.cometmq.client.QueueSelector;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.TopicAdmin;
import io.cometmq.client.TopicSettings;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageModel;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.Permission;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What our client administers on any server with one broker. */
abstract class AdminScenarios extends ClientOptionScenarios {
  private static final QueueSelector FIRST = (queues, message) -> queues.get(0);

  @Test
  void shouldAdministerTopics() {
    TopicAdmin topics = client.admin().topics();
    String broker = brokerName();
    assertThat(
            get(
                topics.put(
                    "admin-topic",
                    TopicSettings.of(3).withType(TopicSettings.Type.FIFO),
                    BrokerScope.all())))
        .containsExactly(broker);
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get(topics.route("admin-topic"))).hasSize(1));
    TopicAdmin.Place place = get(topics.route("admin-topic")).get(0);
    assertThat(place.broker()).isEqualTo(broker);
    assertThat(place.addresses()).hasSize(1).containsKey(0L);
    assertThat(place.readQueues()).isEqualTo(3);
    assertThat(get(topics.names())).contains("admin-topic").isSorted();

    get(
        topics.put(
            "admin-topic", TopicSettings.of(2).withQueues(5, 2), BrokerScope.broker(broker)));
    TopicSettings changed = Objects.requireNonNull(get(topics.settings("admin-topic")).get(broker));
    assertThat(changed.readQueues()).isEqualTo(5);
    assertThat(changed.writeQueues()).isEqualTo(2);
    assertThat(changed.permission()).isEqualTo(Permission.READ | Permission.WRITE);
    assertThat(changed.type())
        .as("a setting that was not named")
        .isEqualTo(TopicSettings.Type.FIFO);
    List<TopicAdmin.Entry> all = get(topics.list());
    assertThat(all).extracting(TopicAdmin.Entry::topic).isSorted();
    assertThat(all)
        .filteredOn(entry -> entry.topic().equals("admin-topic"))
        .containsExactly(
            new TopicAdmin.Entry(
                "admin-topic", TopicAdmin.Kind.NORMAL, new TreeMap<>(Map.of(broker, changed))));
    assertThat(all)
        .filteredOn(entry -> entry.topic().equals("SCHEDULE_TOPIC_XXXX"))
        .extracting(TopicAdmin.Entry::kind)
        .containsExactly(TopicAdmin.Kind.SYSTEM);

    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    Instant before = Instant.now().minusSeconds(1);
    for (int i = 0; i < 3; i++) {
      get(producer.send(Message.of("admin-topic", "" + i), FIRST));
    }
    await()
        .untilAsserted(
            () -> assertThat(get(topics.stats("admin-topic")).get(0).endOffset()).isEqualTo(3));
    List<TopicAdmin.QueueStats> stats = get(topics.stats("admin-topic"));
    assertThat(stats).hasSize(5);
    assertThat(stats.get(0).queue()).isEqualTo(new MessageQueue("admin-topic", broker, 0));
    assertThat(stats.get(0).messages()).isEqualTo(3);
    assertThat(stats.get(0).lastStored()).isBetween(before, Instant.now().plusSeconds(1));
    assertThat(stats.get(1).messages()).isZero();
    assertThat(stats.get(1).lastStored()).isNull();

    assertThat(get(topics.delete("admin-topic"))).containsExactly(broker);
    await().untilAsserted(() -> assertThat(get(topics.names())).doesNotContain("admin-topic"));
    assertThatThrownBy(() -> get(topics.settings("admin-topic")))
        .isInstanceOfSatisfying(
            ClientException.NoRoute.class,
            failure -> {
              assertThat(failure.topic()).isEqualTo("admin-topic");
              assertThat(failure.broker()).isEqualTo(broker);
              assertThat(failure.code()).isEqualTo(17);
            });
    assertThatThrownBy(() -> get(topics.delete("admin-topic")))
        .isInstanceOf(ClientException.NoRoute.class);
    assertThatThrownBy(() -> get(topics.stats("admin-topic")))
        .isInstanceOf(ClientException.NoRoute.class);
  }

  @Test
  void shouldAdministerGroups() {
    GroupAdmin groups = client.admin().groups();
    String broker = brokerName();
    GroupSettings few = GroupSettings.usual().withRetries(2, 3).withBroadcasting(false);
    assertThat(get(groups.put("admin-group", few, BrokerScope.all()))).containsExactly(broker);
    assertThat(get(groups.settings("admin-group"))).containsExactly(Map.entry(broker, few));
    List<GroupAdmin.Entry> all = get(groups.list());
    assertThat(all).extracting(GroupAdmin.Entry::group).isSorted().contains("admin-group");
    assertThat(all)
        .filteredOn(entry -> entry.group().equals("TOOLS_CONSUMER"))
        .extracting(GroupAdmin.Entry::system)
        .containsExactly(true);
    GroupAdmin.Online nobody = get(groups.members("admin-group"));
    assertThat(nobody.members()).isEmpty();
    assertThat(nobody.model()).isNull();
    assertThat(get(groups.progress("admin-group")).queues()).isEmpty();
    assertThat(get(groups.delete("admin-group", true))).containsExactly(broker);
    for (Future<?> failing :
        List.of(
            groups.settings("admin-group"),
            groups.delete("admin-group", false),
            groups.progress("admin-group"),
            client.admin().offsets().plan("admin-group", "any", OffsetTarget.latest()),
            client.admin().offsets().set("admin-group", new MessageQueue("any", broker, 0), 0))) {
      assertThatThrownBy(() -> get(failing))
          .isInstanceOfSatisfying(
              ClientException.Refused.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(26);
                assertThat(failure.broker()).isEqualTo(broker);
              })
          .hasMessageContaining("admin-group");
    }
  }

  @Test
  void shouldTellWhoConsumesAndHowFarTheyAre() {
    Admin admin = client.admin();
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    MessageQueue queue = get(producer.send(Message.of("admin-lag", "0"), FIRST)).queue();
    for (int i = 1; i < 4; i++) {
      get(producer.send(Message.of("admin-lag", "" + i).withTag("t"), FIRST));
    }
    Queue<String> got = new ConcurrentLinkedQueue<>();
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("admin-lags")
                    .startingAt(ConsumerOptions.Start.FIRST)
                    .with("admin-lag", Filter.tags("t", "u")),
                received -> {
                  got.add(received.text());
                  return Future.succeededFuture();
                }));
    try (PeerConsumer official =
        Client.V5
            .peer()
            .pushConsumer(
                ConsumerSpec.of("admin-lags", namesrv(), "admin-lag").withExpression("t || u"),
                message -> got.add(message.text()))) {
      await()
          .untilAsserted(
              () -> assertThat(get(admin.groups().members("admin-lags")).members()).hasSize(2));
      GroupAdmin.Online online = get(admin.groups().members("admin-lags"));
      assertThat(online.model()).isEqualTo(MessageModel.CLUSTERING);
      assertThat(online.members())
          .allSatisfy(
              member -> {
                assertThat(member.language()).isEqualTo(LanguageCode.JAVA);
                assertThat(member.release()).isEqualTo("5.5.0");
                assertThat(member.address()).startsWith("127.0.0.1:");
                assertThat(member.brokers()).containsExactly(brokerName());
              });
      assertThat(online.subscriptions())
          .contains(new GroupAdmin.Subscription("%RETRY%admin-lags", "TAG", "*"));
      assertThat(online.subscriptions())
          .filteredOn(each -> each.topic().equals("admin-lag"))
          .hasSize(1)
          .allSatisfy(each -> assertThat(each.expression()).contains("t", "u"));
      await().until(() -> got.size() == 3);
      assertThat(official.assigned()).isNotNull();
    }
    get(consumer.close());
    await()
        .untilAsserted(
            () ->
                assertThat(get(admin.offsets().committed("admin-lags", "admin-lag")))
                    .containsEntry(queue, 4L));
    get(producer.send(Message.of("admin-lag", "4").withTag("t"), FIRST));
    await()
        .untilAsserted(
            () -> assertThat(get(admin.groups().progress("admin-lags")).lag()).isEqualTo(1));
    GroupAdmin.Progress progress = get(admin.groups().progress("admin-lags", "admin-lag"));
    assertThat(progress.lagByTopic()).containsExactly(Map.entry("admin-lag", 1L));
    QueueProgress first =
        progress.queues().stream()
            .filter(each -> each.queue().equals(queue))
            .findFirst()
            .orElseThrow();
    assertThat(first.endOffset()).isEqualTo(5);
    assertThat(first.committed()).isEqualTo(4);
    assertThat(first.lastConsumed()).isNotNull();
    assertThatThrownBy(() -> get(admin.groups().progress("admin-lags", "admin-nothing")))
        .isInstanceOf(ClientException.NoRoute.class);
  }

  @Test
  void shouldSendGroupsElsewhere() {
    OffsetAdmin offsets = client.admin().offsets();
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    SendReceipt receipt = get(producer.send(Message.of("admin-offsets", "0"), FIRST));
    MessageQueue queue = receipt.queue();
    for (int i = 1; i < 6; i++) {
      get(producer.send(Message.of("admin-offsets", "" + i), FIRST));
    }
    Queue<String> got = new ConcurrentLinkedQueue<>();
    GroupConsumer consumer =
        get(
            client.consume(
                ConsumerOptions.of("admin-goers", "admin-offsets")
                    .startingAt(ConsumerOptions.Start.FIRST),
                received -> {
                  got.add(received.text());
                  return Future.succeededFuture();
                }));
    await().until(() -> got.size() == 6);
    await()
        .untilAsserted(
            () ->
                assertThat(get(offsets.committed("admin-goers", "admin-offsets")))
                    .containsEntry(queue, 6L));
    List<OffsetAdmin.Change> plan =
        get(offsets.plan("admin-goers", "admin-offsets", OffsetTarget.offset(4)));
    OffsetAdmin.Change change = change(plan, queue);
    assertThat(change.before()).hasValue(6);
    assertThat(change.after()).isEqualTo(4);
    assertThat(change.distance()).isEqualTo(-2);
    assertThat(plan)
        .filteredOn(each -> !each.queue().equals(queue))
        .allMatch(each -> each.after() == 0);
    assertThat(get(offsets.committed("admin-goers", "admin-offsets")))
        .as("after a dry run")
        .containsEntry(queue, 6L);

    // a member that runs gets them again
    get(offsets.apply("admin-goers", List.of(change)));
    await().atMost(Duration.ofSeconds(30)).until(() -> got.size() == 8);
    assertThat(got).endsWith("4", "5");
    get(consumer.close());

    assertThat(
            change(
                    get(offsets.reset("admin-goers", "admin-offsets", OffsetTarget.earliest())),
                    queue)
                .after())
        .isZero();
    assertThat(get(offsets.committed("admin-goers", "admin-offsets"))).containsEntry(queue, 0L);
    get(offsets.reset("admin-goers", "admin-offsets", OffsetTarget.latest()));
    assertThat(get(offsets.committed("admin-goers", "admin-offsets"))).containsEntry(queue, 6L);
    Instant third = get(client.admin().messages().byOffsetId(receipt.offsetMessageId())).storedAt();
    get(offsets.reset("admin-goers", "admin-offsets", OffsetTarget.at(third)));
    assertThat(get(offsets.committed("admin-goers", "admin-offsets"))).containsEntry(queue, 0L);
    get(
        offsets.reset(
            "admin-goers", "admin-offsets", OffsetTarget.at(Instant.now().plusSeconds(60))));
    assertThat(get(offsets.committed("admin-goers", "admin-offsets"))).containsEntry(queue, 6L);
    get(offsets.set("admin-goers", queue, 2));
    assertThat(get(offsets.committed("admin-goers", "admin-offsets"))).containsEntry(queue, 2L);
    assertThat(
            change(
                    get(offsets.plan("admin-goers", "admin-offsets", OffsetTarget.offset(1_000))),
                    queue)
                .after())
        .isEqualTo(6);
    assertThatThrownBy(() -> get(offsets.set("admin-goers", queue, 1_000)))
        .isInstanceOfSatisfying(
            ClientException.Refused.class,
            failure -> {
              assertThat(failure.broker()).isEqualTo(queue.brokerName());
              assertThat(failure.topic()).isEqualTo("admin-offsets");
            });
    assertThatThrownBy(
            () -> get(offsets.set("admin-goers", new MessageQueue("admin-offsets", "none", 0), 0)))
        .isInstanceOf(ClientException.NoRoute.class);
  }

  private static OffsetAdmin.Change change(List<OffsetAdmin.Change> changes, MessageQueue queue) {
    return changes.stream().filter(each -> each.queue().equals(queue)).findFirst().orElseThrow();
  }

  @Test
  void shouldFindMessages() {
    Admin admin = client.admin();
    Producer producer = client.producer(ProducerOptions.of("our-producers"));
    String text = "long ".repeat(2_000);
    SendReceipt first =
        get(producer.send(Message.of("admin-find", text).withKeys("k1", "k2"), FIRST));
    SendReceipt second = get(producer.send(Message.of("admin-find", "b").withKeys("k2"), FIRST));
    get(producer.send(Message.of("admin-find", "c"), FIRST));
    ReceivedMessage found = get(admin.messages().byOffsetId(first.offsetMessageId()));
    assertThat(found.text()).isEqualTo(text);
    assertThat(found.queue()).isEqualTo(first.queue());
    assertThat(found.messageId()).isEqualTo(first.messageId());
    Instant end = Instant.now().plusSeconds(60);
    await()
        .untilAsserted(
            () ->
                assertThat(get(admin.messages().byMessageId("admin-find", second.messageId())))
                    .extracting(ReceivedMessage::text)
                    .containsExactly("b"));
    await()
        .untilAsserted(
            () ->
                assertThat(get(admin.messages().byKey("admin-find", "k2", 10, Instant.EPOCH, end)))
                    .extracting(ReceivedMessage::messageId)
                    .containsExactlyInAnyOrder(first.messageId(), second.messageId()));
    assertThat(get(admin.messages().byKey("admin-find", "k3", 10, Instant.EPOCH, end))).isEmpty();
    assertThat(get(admin.messages().byMessageId("admin-find", "no id"))).isEmpty();
    await()
        .untilAsserted(
            () ->
                assertThat(get(admin.messages().byTime(first.queue(), Instant.EPOCH, end, 100)))
                    .extracting(ReceivedMessage::text)
                    .containsExactly(text, "b", "c"));
    assertThat(get(admin.messages().byTime(first.queue(), Instant.EPOCH, end, 2))).hasSize(2);
    assertThat(get(admin.messages().byTime(first.queue(), end, end.plusSeconds(1), 2))).isEmpty();
    assertThat(
            get(
                admin
                    .messages()
                    .byTime(first.queue(), Instant.EPOCH, found.storedAt().minusMillis(1), 2)))
        .isEmpty();
    assertThatThrownBy(() -> get(admin.messages().byOffsetId(first.messageId())))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("look for it by its topic");
    assertThatThrownBy(() -> get(admin.messages().byOffsetId("xyz")))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("'xyz' is no id of a broker");
    String elsewhere = first.offsetMessageId().substring(0, 16) + "00000000FFFFFFFF";
    assertThatThrownBy(() -> get(admin.messages().byOffsetId(elsewhere)))
        .isInstanceOfSatisfying(
            ClientException.class, failure -> assertThat(failure.broker()).isEqualTo(brokerName()));
  }

  @Test
  void shouldTellOfBrokersAndNameServers() {
    ClusterAdmin cluster = client.admin().cluster();
    List<ClusterAdmin.Report> reports = get(cluster.reports());
    assertThat(reports).hasSize(1);
    ClusterAdmin.Report report = reports.get(0);
    assertThat(report.broker().role()).isEqualTo(ClusterAdmin.Role.MASTER);
    assertThat(report.broker()).isEqualTo(get(cluster.brokers()).get(0));
    assertThat(report.failure()).isNull();
    ClusterAdmin.Status status = Objects.requireNonNull(report.status());
    assertThat(status.version()).matches("(CometMQ_|V5_5_0).*");
    assertThat(status.started()).isBefore(Instant.now());
    assertThat(status.diskUsed()).isBetween(0.0, 1.0);
    assertThat(status.all()).containsKey("putTps");
    assertThat(get(cluster.settings(report.broker().name()))).containsKey("brokerName");
    List<ClusterAdmin.NameServer> servers = get(cluster.nameServers());
    assertThat(servers).hasSize(1);
    assertThat(servers.get(0).address()).isEqualTo(namesrv());
    assertThat(servers.get(0).failure()).isNull();
    assertThat(servers.get(0).settings()).containsKey("listenPort");
  }

  @Test
  void shouldAdministerWithinNamespace() {
    CometClient inside =
        CometClient.create(vertx, ClientOptions.of(namesrv()).withNamespace("admins"));
    Admin admin = inside.admin();
    get(admin.topics().put("own", TopicSettings.of(1), BrokerScope.all()));
    get(admin.groups().put("own-group", GroupSettings.usual(), BrokerScope.all()));
    await().untilAsserted(() -> assertThat(get(admin.topics().names())).containsExactly("own"));
    assertThat(get(client.admin().topics().names())).contains("admins%own");
    assertThat(get(admin.topics().list()))
        .extracting(TopicAdmin.Entry::topic)
        .containsExactly("own");
    assertThat(get(admin.groups().list()))
        .extracting(GroupAdmin.Entry::group)
        .containsExactly("own-group");
    assertThat(get(admin.topics().stats("own")))
        .extracting(stats -> stats.queue().topic())
        .containsExactly("own");
    assertThat(get(admin.offsets().reset("own-group", "own", OffsetTarget.latest()))).hasSize(1);
    SortedMap<MessageQueue, Long> committed = get(admin.offsets().committed("own-group", "own"));
    assertThat(committed).hasSize(1);
    assertThat(get(admin.groups().progress("own-group")).lagByTopic()).containsOnlyKeys("own");
    get(admin.topics().delete("own"));
    get(admin.groups().delete("own-group", true));
    get(inside.close());
  }

  @Test
  void shouldSayWhyAdministrationFails() {
    Admin admin = client.admin();
    assertThatThrownBy(
            () ->
                get(
                    admin
                        .topics()
                        .put("admin-x", TopicSettings.usual(), BrokerScope.broker("nobody"))))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("no master named nobody is registered")
        .hasMessageContaining("the masters there are " + brokerName());
    assertThatThrownBy(
            () -> get(admin.topics().put("a b", TopicSettings.usual(), BrokerScope.all())))
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("a b");
    assertThatThrownBy(
            () ->
                get(
                    admin
                        .topics()
                        .put("SCHEDULE_TOPIC_XXXX", TopicSettings.usual(), BrokerScope.all())))
        .isInstanceOf(ClientException.Refused.class);
    CometClient lost =
        CometClient.create(
            vertx,
            ClientOptions.of("127.0.0.1:1")
                .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    assertThatThrownBy(() -> get(lost.admin().cluster().reports()))
        .isInstanceOf(ClientException.Unreachable.class)
        .hasMessageContaining("127.0.0.1:1");
    assertThat(get(lost.admin().cluster().nameServers()).get(0).failure())
        .isInstanceOf(ClientException.Unreachable.class);
    Admin ended = lost.admin();
    get(lost.close());
    assertThatThrownBy(() -> get(ended.topics().names()))
        .isInstanceOf(ClientException.Closed.class);
  }

  private String brokerName() {
    return get(client.admin().cluster().brokers()).get(0).name();
  }
}

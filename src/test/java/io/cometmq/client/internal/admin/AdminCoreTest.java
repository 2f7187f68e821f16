package io.cometmq.client.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.client.Admin;
import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClientOptions;
import io.cometmq.client.ClusterAdmin;
import io.cometmq.client.CometClient;
import io.cometmq.client.GroupAdmin;
import io.cometmq.client.OffsetAdmin;
import io.cometmq.client.TopicAdmin;
import io.cometmq.client.TopicSettings;
import io.cometmq.model.MessageQueue;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two brokers, which do not always say the same. */
final class AdminCoreTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeBroker one = FakeBroker.start(vertx);
  private final FakeBroker two = FakeBroker.start(vertx);
  private final CometClient client =
      CometClient.create(
          vertx,
          ClientOptions.of(one.address())
              .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2)));
  private final Admin admin = client.admin();

  @BeforeEach
  void register() {
    one.on(
        RequestCode.GET_BROKER_CLUSTER_INFO,
        (from, request) -> Future.succeededFuture(request.success(cluster())));
    for (FakeBroker broker : List.of(one, two)) {
      answer(broker, RequestCode.UPDATE_AND_CREATE_TOPIC, "");
      answer(broker, RequestCode.GET_BROKER_RUNTIME_INFO, "{\"table\":{\"putTps\":\"1.5 2 3\"}}");
      answer(broker, RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER, "{\"topicList\":[\"own\"]}");
      answer(
          broker,
          RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
          "{\"subscriptionGroupTable\":{\"g\":{\"groupName\":\"g\"}}}");
    }
  }

  @AfterEach
  void close() {
    client.close().await();
    one.close();
    two.close();
    vertx.close().await();
  }

  private byte[] cluster() {
    ObjectNode body = JsonBody.object();
    ObjectNode table = body.putObject("brokerAddrTable");
    List.of(one, two)
        .forEach(
            broker ->
                table
                    .putObject(name(broker))
                    .put("cluster", "c")
                    .put("brokerName", name(broker))
                    .putObject("brokerAddrs")
                    .put("0", broker.address()));
    table.withObjectProperty("two").withObjectProperty("brokerAddrs").put("1", "127.0.0.1:1");
    return JsonBody.write(body);
  }

  private String name(FakeBroker broker) {
    return broker == one ? "one" : "two";
  }

  private static void answer(FakeBroker broker, int code, String body) {
    broker.on(
        code,
        (from, request) ->
            Future.succeededFuture(request.success(body.getBytes(StandardCharsets.UTF_8))));
  }

  private static void refuse(FakeBroker broker, int code, int with, String why) {
    broker.on(code, (from, request) -> Future.succeededFuture(request.response(with, why)));
  }

  @Test
  void shouldSayWhereAChangeWasMadeWhenItFailsElsewhere() {
    refuse(two, RequestCode.UPDATE_AND_CREATE_TOPIC, ResponseCode.SYSTEM_ERROR, "disk full");
    assertThatThrownBy(
            () -> admin.topics().put("t", TopicSettings.usual(), BrokerScope.all()).await())
        .isInstanceOfSatisfying(
            ClientException.Incomplete.class,
            failure -> {
              assertThat(failure.done()).containsExactly("one");
              assertThat(failure.broker()).isEqualTo("two");
              assertThat(failure.topic()).isEqualTo("t");
              assertThat(failure.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
            })
        .hasMessage(
            "done on one, but not everywhere: disk full (topic t, server two, code 1); see the"
                + " broker's log");
    refuse(one, RequestCode.UPDATE_AND_CREATE_TOPIC, ResponseCode.NO_PERMISSION, "not you");
    assertThatThrownBy(
            () -> admin.topics().put("t", TopicSettings.usual(), BrokerScope.all()).await())
        .isInstanceOf(ClientException.Refused.class)
        .hasMessageStartingWith("not you (topic t, server one, code 16)");
  }

  @Test
  void shouldChangeOnlyWhereItIsTold() {
    assertThat(
            admin
                .topics()
                .put(
                    "t",
                    TopicSettings.of(4)
                        .withType(TopicSettings.Type.FIFO)
                        .withAttribute("cleanup.policy", "DELETE"),
                    BrokerScope.broker("two"))
                .await())
        .containsExactly("two");
    assertThat(one.requests(RequestCode.UPDATE_AND_CREATE_TOPIC)).isEmpty();
    RemotingCommand request = two.requests(RequestCode.UPDATE_AND_CREATE_TOPIC).get(0);
    assertThat(request.extFields())
        .containsEntry("topic", "t")
        .containsEntry("readQueueNums", "4")
        .containsEntry("perm", "6")
        .containsEntry("attributes", "+cleanup.policy=DELETE,+message.type=FIFO");
    assertThatThrownBy(
            () ->
                admin
                    .topics()
                    .put("t", TopicSettings.usual(), BrokerScope.cluster("other"))
                    .await())
        .isInstanceOf(ClientException.Invalid.class)
        .hasMessageContaining("no master of a cluster named other")
        .hasMessageContaining("one of c, two of c");
  }

  @Test
  void shouldListBrokersThatDoNotAnswerWithTheReason() {
    List<ClusterAdmin.Report> reports = admin.cluster().reports().await();
    assertThat(reports)
        .extracting(report -> report.broker().name() + report.broker().id())
        .containsExactly("one0", "two0", "two1");
    assertThat(reports.get(0).status())
        .isNotNull()
        .satisfies(status -> assertThat(status.inPerSecond()).isEqualTo(1.5));
    assertThat(reports.get(2).status()).isNull();
    assertThat(reports.get(2).broker().role()).isEqualTo(ClusterAdmin.Role.REPLICA);
    assertThat(reports.get(2).failure()).isInstanceOf(ClientException.Unreachable.class);
  }

  @Test
  void shouldReadLongTablesPageByPage() {
    two.on(
        RequestCode.GET_ALL_TOPIC_CONFIG,
        (from, request) -> {
          int first = Integer.parseInt(request.extFields().getOrDefault("topicSeq", "0"));
          return Future.succeededFuture(page(request, first, Math.min(4_500, first + 2_000)));
        });
    // gives all whatever it is asked
    answer(
        one,
        RequestCode.GET_ALL_TOPIC_CONFIG,
        "{\"topicConfigTable\":{\"own\":{},\"t00001\":{\"perm\":4}}}");
    List<TopicAdmin.Entry> topics = admin.topics().list().await();
    assertThat(topics).hasSize(4_501);
    assertThat(topics.get(0).kind()).isEqualTo(TopicAdmin.Kind.SYSTEM);
    assertThat(topics.get(2).byBroker()).containsOnlyKeys("one", "two");
    assertThat(two.requests(RequestCode.GET_ALL_TOPIC_CONFIG)).hasSize(3);
    assertThat(one.requests(RequestCode.GET_ALL_TOPIC_CONFIG)).hasSize(1);
  }

  private static RemotingCommand page(RemotingCommand request, int from, int to) {
    ObjectNode body = JsonBody.object();
    ObjectNode table = body.putObject("topicConfigTable");
    for (int i = from; i < to; i++) {
      table.putObject(String.format("t%05d", i));
    }
    return request.response(
        ResponseCode.SUCCESS, null, Map.of("totalTopicNum", "4500"), JsonBody.write(body));
  }

  @Test
  void shouldAddUpWhatBrokersTellOfAGroup() {
    for (FakeBroker broker : List.of(one, two)) {
      answer(
          broker,
          RequestCode.GET_CONSUME_STATS,
          ("{'consumeTps':1.5,'offsetTable':{{'brokerName':'%s','queueId':0,'topic':'t'}:"
                  + "{'brokerOffset':10,'consumerOffset':7,'lastTimestamp':5}}}")
              .formatted(name(broker))
              .replace('\'', '"'));
      answer(
          broker,
          RequestCode.GET_CONSUMER_CONNECTION_LIST,
          ("{'connectionSet':[{'clientId':'c','clientAddr':'a:1','language':'GO','version':409},"
                  + "{'clientId':'%s','clientAddr':'a:2','language':'NEW','version':5}],"
                  + "'messageModel':'BROADCASTING','consumeType':'CONSUME_POP',"
                  + "'subscriptionTable':{'t':{'topic':'t','subString':'x'}}}")
              .formatted(name(broker))
              .replace('\'', '"'));
    }
    GroupAdmin.Progress progress = admin.groups().progress("g").await();
    assertThat(progress.lag()).isEqualTo(6);
    assertThat(progress.perSecond()).isEqualTo(3);
    assertThat(progress.queues())
        .extracting(each -> each.queue().brokerName())
        .containsExactly("one", "two");
    GroupAdmin.Online online = admin.groups().members("g").await();
    assertThat(online.members())
        .extracting(member -> member.clientId() + member.release() + member.brokers())
        .containsExactly("c4.9.8[one, two]", "one3[one]", "two3[two]");
    assertThat(online.subscriptions())
        .containsExactly(new GroupAdmin.Subscription("t", "TAG", "x"));
    // one broker of a group does not answer as it should
    answer(two, RequestCode.GET_CONSUME_STATS, "<html>");
    assertThatThrownBy(() -> admin.groups().progress("g").await())
        .isInstanceOf(ClientException.Refused.class)
        .hasMessageContaining("makes no sense")
        .hasMessageContaining("server two");
  }

  @Test
  void shouldNotTrustBrokersThatResetByTimeAlone() {
    MessageQueue queue = new MessageQueue("t", FakeBroker.NAME, 1);
    refuse(
        one,
        RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
        ResponseCode.CONSUMER_NOT_ONLINE,
        "nobody there");
    answer(one, RequestCode.UPDATE_CONSUMER_OFFSET, "");
    admin.offsets().set("g", queue, 7).await();
    assertThat(one.requests(RequestCode.UPDATE_CONSUMER_OFFSET).get(0).extFields())
        .containsEntry("commitOffset", "7")
        .containsEntry("queueId", "1");
    answer(
        one,
        RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
        "{\"offsetTable\":{{\"brokerName\":\"fake\",\"queueId\":1,\"topic\":\"t\"}:9}}");
    assertThatThrownBy(() -> admin.offsets().set("g", queue, 7).await())
        .isInstanceOf(ClientException.Refused.class)
        .hasMessageContaining("useServerSideResetOffset");
    admin
        .offsets()
        .apply("g", List.of(new OffsetAdmin.Change(queue, OptionalLong.of(1), 9)))
        .await();
    assertThat(one.requests(RequestCode.INVOKE_BROKER_TO_RESET_OFFSET).get(2).extFields())
        .containsEntry("timestamp", "-1")
        .containsEntry("isForce", "false")
        .containsEntry("offset", "9");
  }

  @Test
  void shouldResetTheFirstQueueAloneSoThatABrokerWithoutOffsetsOfTheGroupKeepsAll() {
    refuse(
        one,
        RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
        ResponseCode.CONSUMER_NOT_ONLINE,
        "nobody there");
    OffsetKeeper keeper = new OffsetKeeper();
    one.on(RequestCode.UPDATE_CONSUMER_OFFSET, (from, request) -> keeper.keep(request));
    List<OffsetAdmin.Change> changes =
        IntStream.range(0, 4)
            .mapToObj(id -> new MessageQueue("t", FakeBroker.NAME, id))
            .map(queue -> new OffsetAdmin.Change(queue, OptionalLong.empty(), 7))
            .toList();
    admin.offsets().apply("g", changes).await();
    assertThat(keeper.kept).containsExactly("0", "1", "2", "3");

    keeper.forget("1");
    assertThatThrownBy(() -> admin.offsets().apply("g", changes.subList(1, 4)).await())
        .isInstanceOf(ClientException.Refused.class)
        .hasMessageContaining("not this one");
    assertThat(keeper.kept).isEmpty();

    keeper.forget("2");
    assertThatThrownBy(() -> admin.offsets().apply("g", changes).await())
        .isInstanceOf(ClientException.Refused.class)
        .hasMessageContaining("not this one");
    assertThat(keeper.kept).containsExactly("0", "1", "3");
  }

  /** As RocketMQ 5.5 does: until one is kept, each replaces all that came before. */
  private final class OffsetKeeper {
    private final List<String> kept = new CopyOnWriteArrayList<>();
    private volatile boolean settled;
    private volatile String refused = "none";

    Future<RemotingCommand> keep(RemotingCommand request) {
      String queueId = request.extFields().getOrDefault("queueId", "");
      if (queueId.equals(refused)) {
        return Future.succeededFuture(request.response(ResponseCode.SYSTEM_ERROR, "not this one"));
      }
      if (!settled) {
        kept.clear();
      }
      kept.add(queueId);
      return vertx
          .timer(20, TimeUnit.MILLISECONDS)
          .map(
              late -> {
                settled = true;
                return request.success();
              });
    }

    void forget(String andRefuse) {
      kept.clear();
      settled = false;
      refused = andRefuse;
    }
  }
}

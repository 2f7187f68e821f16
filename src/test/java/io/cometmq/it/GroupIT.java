package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.testkit.BrokerProcess;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients say of their groups, and what they are told of the others. */
final class GroupIT {
  private static final int NO_PERMISSION = 16;
  private static final int NOT_LATEST = 25;

  private static BrokerProcess broker;
  private static String topic = "";

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    broker = BrokerProcess.start(directory);
    topic = Wire.topic(broker, "grouped", 1);
    try (RawConnection raw = connection()) {
      for (String tag : new String[] {"a", "b", "a"}) {
        Map<String, String> fields = Wire.send(topic);
        fields.put("i", "TAGS\u0001" + tag + "\u0002");
        assertThat(raw.call(Wire.SEND, fields, new byte[] {1}).code()).isZero();
      }
      Map<String, String> queue = Map.of("topic", topic, "queueId", "0");
      Awaitility.await().until(() -> raw.call(Wire.MAX_OFFSET, queue).number("offset") == 3);
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldListMembersThatAreThere() throws IOException {
    try (RawConnection one = connection();
        RawConnection asking = connection()) {
      heartbeat(one, new Beat("listed", "client-1"));
      try (RawConnection two = connection();
          RawConnection three = connection()) {
        heartbeat(two, new Beat("listed", "client-2"));
        heartbeat(three, new Beat("listed", "client-3"));
        assertThat(members(asking, "listed")).contains("client-1", "client-2", "client-3");
        int opaque = 4711;
        Map<String, String> leaving = Map.of("clientID", "client-3", "consumerGroup", "listed");
        three.write(
            RawConnection.frame(Wire.UNREGISTER, opaque, 0, leaving, RawConnection.NO_BODY));
        assertThat(three.read(frame -> frame.opaque() == opaque && frame.flag() == 1).code())
            .isZero();
        assertThat(members(asking, "listed")).contains("client-1", "client-2");
        assertThat(members(asking, "listed")).doesNotContain("client-3");
      }
      // the connection is enough: a client that crashes says no farewell
      Awaitility.await().until(() -> !members(asking, "listed").contains("client-2"));
      assertThat(members(asking, "listed")).contains("client-1");
    }
    try (RawConnection asking = connection()) {
      Awaitility.await().until(() -> members(asking, "listed").isEmpty());
      RawConnection.Answer nobody = asking.call(Wire.CONSUMERS, Map.of("consumerGroup", "listed"));
      assertThat(nobody.code()).isEqualTo(1);
      assertThat(nobody.remark()).isEqualTo("no consumer for this group, listed");
    }
  }

  @Test
  void shouldTellMembersWhenOneComesAndGoes() throws IOException {
    try (RawConnection one = connection()) {
      Beat joining = new Beat("told", "client-1");
      one.write(RawConnection.frame(Wire.HEARTBEAT, 1, 0, Map.of(), joining.body()));
      // an official client of 4.9 loses its subscription's version when told before the answer
      assertThat(List.of(one.read().code(), one.read().code()))
          .containsExactly(0, Wire.CONSUMERS_CHANGED);
      try (RawConnection two = connection()) {
        heartbeat(two, new Beat("told", "client-2"));
        assertNotified(one, "told");
      }
      assertNotified(one, "told");
      // the same again is no news
      heartbeat(one, new Beat("told", "client-1"));
      one.timeout(200);
      assertThatThrownBy(one::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void shouldNotTellBroadcastConsumersOfEachOther() throws IOException {
    try (RawConnection one = connection();
        RawConnection two = connection()) {
      heartbeat(one, new Beat("broadcast", "client-1").model("BROADCASTING"));
      heartbeat(two, new Beat("broadcast", "client-2").model("BROADCASTING"));
      one.timeout(200);
      assertThatThrownBy(one::read).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void shouldAskForSubscriptionsThatItDoesNotHave() throws IOException {
    try (RawConnection raw = connection()) {
      Beat full = new Beat("printed", "client-1").fingerprint(42);
      assertThat(heartbeat(raw, full.withoutSubscriptions()).fields())
          .containsEntry("IS_SUPPORT_HEART_BEAT_V2", "true")
          .containsEntry("IS_SUB_CHANGE", "true");
      assertThat(heartbeat(raw, full).fields()).containsEntry("IS_SUB_CHANGE", "false");
      assertThat(heartbeat(raw, full.withoutSubscriptions()).fields())
          .containsEntry("IS_SUB_CHANGE", "false");
      assertThat(heartbeat(raw, full.fingerprint(43).withoutSubscriptions()).fields())
          .containsEntry("IS_SUB_CHANGE", "true");
      // clients before 5.1 know no fingerprints
      assertThat(heartbeat(raw, new Beat("printed", "client-1")).fields())
          .containsEntry("IS_SUB_CHANGE", "true");
    }
  }

  @Test
  void shouldFilterByWhatGroupHasSubscribedTo() throws IOException {
    try (RawConnection client = connection();
        RawConnection raw = connection()) {
      heartbeat(client, new Beat("subscribed", "client-1").tags("a", 7));
      Map<String, String> pull = Wire.pull(topic, 0, "*");
      pull.put("consumerGroup", "subscribed");
      pull.put("sysFlag", "0");
      pull.put("subVersion", "7");
      pull.put("maxMsgNums", "1");
      RawConnection.Answer first = raw.call(Wire.PULL, pull);
      assertThat(first.code()).isZero();
      pull.put("queueOffset", Long.toString(first.number("nextBeginOffset")));
      RawConnection.Answer second = raw.call(Wire.PULL, pull);
      assertThat(second.code()).isZero();
      assertThat(second.number("nextBeginOffset")).isEqualTo(3);
      pull.put("subVersion", "8");
      assertThat(raw.call(Wire.PULL, pull).code()).isEqualTo(NOT_LATEST);
      heartbeat(client, new Beat("subscribed", "client-1").tags("b", 8));
      pull.put("queueOffset", "0");
      RawConnection.Answer other = raw.call(Wire.PULL, pull);
      assertThat(other.code()).isZero();
      assertThat(other.number("nextBeginOffset")).isBetween(2L, 3L);
    }
  }

  @Test
  void shouldRefuseBroadcastToGroupsThatMayNot() throws IOException {
    try (RawConnection client = connection();
        RawConnection raw = connection();
        PeerAdmin admin = Client.V5.peer().admin(broker.namesrv())) {
      heartbeat(client, new Beat("shared-only", "client-1").model("BROADCASTING"));
      Map<String, String> pull = Wire.pull(topic, 0, "*");
      pull.put("consumerGroup", "shared-only");
      pull.put("sysFlag", "0");
      assertThat(raw.call(Wire.PULL, pull).code()).isZero();
      allowBroadcast(admin, "shared-only", false);
      RawConnection.Answer refused = raw.call(Wire.PULL, pull);
      assertThat(refused.code()).isEqualTo(NO_PERMISSION);
      assertThat(refused.remark()).contains("shared-only").contains("broadcast");
      assertThat(refused.fields()).containsEntry("forbiddenType", "4");
      allowBroadcast(admin, "shared-only", true);
      assertThat(raw.call(Wire.PULL, pull).code()).isZero();
    }
  }

  private static void allowBroadcast(PeerAdmin admin, String group, boolean allowed) {
    String yesOrNo = Boolean.toString(allowed);
    assertThat(admin.run("updateSubGroup", "-c", "DefaultCluster", "-g", group, "-d", yesOrNo))
        .contains("success");
  }

  @Test
  void shouldCommitOffsetThatComesWithPull() throws IOException {
    Map<String, String> pull = Wire.pull(topic, 2, "*");
    pull.put("consumerGroup", "committing");
    pull.put("sysFlag", Integer.toString(Wire.SUBSCRIPTION | Wire.COMMIT_OFFSET));
    pull.put("commitOffset", "2");
    Map<String, String> question = new HashMap<>();
    question.put("consumerGroup", "committing");
    question.put("topic", topic);
    question.put("queueId", "0");
    try (RawConnection raw = connection()) {
      assertThat(raw.call(Wire.PULL, pull).code()).isZero();
      assertThat(raw.call(Wire.QUERY_OFFSET, question).number("offset")).isEqualTo(2);
    }
  }

  private static RawConnection connection() throws IOException {
    return new RawConnection(broker.port("broker"));
  }

  private static String members(RawConnection raw, String group) throws IOException {
    RawConnection.Answer answer = raw.call(Wire.CONSUMERS, Map.of("consumerGroup", group));
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** Notifications may come before the answer, and after it. */
  private static RawConnection.Answer heartbeat(RawConnection raw, Beat beat) throws IOException {
    int opaque = beat.hashCode();
    raw.write(RawConnection.frame(Wire.HEARTBEAT, opaque, 0, Map.of(), beat.body()));
    RawConnection.Answer answer = raw.read(frame -> frame.opaque() == opaque && frame.flag() == 1);
    assertThat(answer.code()).isZero();
    return answer;
  }

  private static void assertNotified(RawConnection raw, String group) throws IOException {
    RawConnection.Answer told = raw.read(frame -> frame.code() == Wire.CONSUMERS_CHANGED);
    assertThat(told.flag()).isEqualTo(RawConnection.ONEWAY);
    assertThat(told.fields()).containsEntry("consumerGroup", group);
  }

  /** A heartbeat to be. */
  private record Beat(
      String group,
      String clientId,
      String messageModel,
      String tag,
      int subVersion,
      int print,
      boolean bare) {
    Beat(String group, String clientId) {
      this(group, clientId, "CLUSTERING", "*", 1, 0, false);
    }

    Beat model(String name) {
      return new Beat(group, clientId, name, tag, subVersion, print, bare);
    }

    Beat tags(String expression, int version) {
      return new Beat(group, clientId, messageModel, expression, version, print, bare);
    }

    Beat fingerprint(int value) {
      return new Beat(group, clientId, messageModel, tag, subVersion, value, bare);
    }

    Beat withoutSubscriptions() {
      return new Beat(group, clientId, messageModel, tag, subVersion, print, true);
    }

    byte[] body() {
      boolean all = tag.equals("*");
      String subscription =
          """
          {"topic":"%s","subString":"%s","tagsSet":[%s],"codeSet":[%s],"subVersion":%d,
           "expressionType":"TAG","classFilterMode":false}\
          """
              .formatted(
                  topic, tag, all ? "" : '"' + tag + '"', all ? "" : tag.hashCode(), subVersion);
      String text =
          """
          {"clientID":"%s","producerDataSet":[],"heartbeatFingerprint":%d,"withoutSub":%b,
           "consumerDataSet":[{"groupName":"%s","consumeType":"CONSUME_PASSIVELY",
           "messageModel":"%s","consumeFromWhere":"CONSUME_FROM_LAST_OFFSET","unitMode":false,
           "subscriptionDataSet":[%s]}]}\
          """
              .formatted(clientId, print, bare, group, messageModel, bare ? "" : subscription);
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}

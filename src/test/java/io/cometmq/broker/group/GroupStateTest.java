package io.cometmq.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageModel;
import io.cometmq.model.SubscriptionData;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class GroupStateTest {
  private final GroupState state = new GroupState();

  private static final class FakeConnection implements ClientConnection {
    final List<String> notified = new ArrayList<>();
    boolean closed;

    @Override
    public String address() {
      return "h:1";
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public void notifyConsumerIdsChanged(String group) {
      notified.add(group);
    }

    @Override
    public void checkTransaction(TransactionCheck check) {
      throw new AssertionError("nobody asks this one");
    }
  }

  private static ClientInfo client(ClientConnection connection, String id, long nowMs) {
    return new ClientInfo(connection, id, LanguageCode.JAVA, 479, nowMs);
  }

  private boolean join(FakeConnection connection, String id, long subVersion, String expression) {
    SubscriptionData parsed = SubscriptionData.parse("t", expression);
    SubscriptionData data =
        new SubscriptionData(
            "t", expression, parsed.tagsSet(), parsed.codeSet(), subVersion, "TAG", false);
    return state.joinConsumers(
        new ConsumerGroupTable.Joining(
            "g",
            client(connection, id, 0),
            ConsumeType.CONSUME_PASSIVELY,
            MessageModel.CLUSTERING,
            ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET,
            List.of(data),
            17),
        true);
  }

  private ConsumerGroup group() {
    ConsumerGroup group = state.consumers().find("g");
    assertThat(group).isNotNull();
    return Objects.requireNonNull(group);
  }

  private String expression() {
    return Objects.requireNonNull(group().subscriptions().get("t")).subString();
  }

  @Test
  void shouldTellMembersWhenOthersComeAndGo() {
    FakeConnection one = new FakeConnection();
    FakeConnection other = new FakeConnection();
    join(one, "one", 1, "a");
    state.tellJoined(one, List.of("g"));
    assertThat(one.notified).hasSize(1);
    join(other, "other", 1, "a");
    assertThat(group().clientIds()).containsExactly("one", "other");
    assertThat(one.notified).hasSize(2);
    join(other, "other", 1, "a");
    assertThat(one.notified).hasSize(2);
    state.connectionClosed(other);
    assertThat(one.notified).hasSize(3);
    assertThat(group().clientIds()).containsExactly("one");
    state.leaveConsumers("g", one, true);
    assertThat(state.consumers().find("g")).isNull();
  }

  @Test
  void shouldTellAMemberNothingBeforeTheCallerLetsIt() {
    FakeConnection one = new FakeConnection();
    FakeConnection other = new FakeConnection();
    assertThat(join(one, "one", 1, "a")).isTrue();
    assertThat(join(one, "one", 2, "a")).as("the same subscription, newer").isFalse();
    assertThat(join(other, "other", 3, "b")).isTrue();
    state.leaveConsumers("g", other, true);
    assertThat(one.notified).isEmpty();
    state.tellJoined(one, List.of("g"));
    state.tellJoined(one, List.of("g"));
    assertThat(one.notified).as("once for all that has changed").containsExactly("g");
    state.tellJoined(other, List.of("g"));
    assertThat(other.notified).as("it has left").isEmpty();
  }

  @Test
  void shouldTakeTheNewestSubscriptionOfAnyMember() {
    FakeConnection one = new FakeConnection();
    join(one, "one", 5, "a");
    join(one, "one", 4, "b");
    assertThat(expression()).isEqualTo("a");
    join(one, "one", 6, "b");
    assertThat(expression()).isEqualTo("b");
  }

  @Test
  void shouldAskForSubscriptionsThatItDoesNotKnow() {
    FakeConnection one = new FakeConnection();
    assertThat(state.refreshConsumer("g", client(one, "one", 0), 17)).isTrue();
    join(one, "one", 1, "a");
    assertThat(state.refreshConsumer("g", client(one, "one", 0), 17)).isFalse();
    assertThat(state.refreshConsumer("g", client(one, "one", 0), 18)).isTrue();
  }

  @Test
  void shouldRemoveClientsThatAreSilent() {
    FakeConnection one = new FakeConnection();
    join(one, "one", 1, "a");
    state.joinProducers("p", client(one, "one", 100));
    assertThat(state.expireClients(120_000)).isEmpty();
    assertThat(state.expireClients(120_101)).containsExactly(one);
    assertThat(state.consumers().find("g")).isNull();
    assertThat(state.producers().find("p")).isEmpty();
  }

  @Test
  void shouldNotTakeInAClientThatIsGoneAlready() {
    FakeConnection one = new FakeConnection();
    one.closed = true;
    join(one, "one", 1, "a");
    assertThat(state.consumers().find("g")).isNull();
  }

  @Test
  void shouldKeepOffsetsByTopicGroupAndQueue() {
    ConsumerOffsetTable offsets = state.offsets();
    offsets.commit("g", "t", 0, 5);
    offsets.commit("g", "t", 1, 7);
    offsets.commit("h", "t", 0, 1);
    assertThat(offsets.find("g", "t", 0)).isEqualTo(5);
    assertThat(offsets.find("g", "t", 2)).isEqualTo(-1);
    assertThat(offsets.topicsOf("g")).containsExactly("t");
    assertThat(offsets.groupsOf("t")).containsExactly("g", "h");
    long changes = offsets.changes();
    offsets.commit("g", "t", 0, 5);
    assertThat(offsets.changes()).isEqualTo(changes);
    offsets.removeGroup("g");
    assertThat(offsets.find("g", "t", 0)).isEqualTo(-1);
    offsets.removeTopic("t");
    assertThat(offsets.keys()).isEmpty();
  }
}

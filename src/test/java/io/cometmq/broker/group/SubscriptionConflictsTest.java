package io.cometmq.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.ConsumeFromWhere;
import io.cometmq.model.ConsumeType;
import io.cometmq.model.LanguageCode;
import io.cometmq.model.MessageModel;
import io.cometmq.model.SubscriptionData;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Members of a group are told of when they contradict each other, once for each change. */
final class SubscriptionConflictsTest {
  private final SubscriptionConflicts conflicts = new SubscriptionConflicts();
  private final ClientConnection one = new NoConnection();
  private final ClientConnection two = new NoConnection();
  private final ClientConnection three = new NoConnection();

  @Test
  void shouldFindDifferentTags() {
    told(one, "c1", tags("t", "a"));
    assertThat(conflicts.current()).isEmpty();
    told(two, "c2", tags("t", "b"));
    assertThat(conflicts.current()).containsExactly(conflict("t", "c1", "\"a\"", "c2", "\"b\""));
    assertThat(conflicts.of("g").get(0).text())
        .isEqualTo(
            "members of group g subscribe differently to topic t: c1 wants \"a\", c2 wants \"b\"");
    assertThat(conflicts.of("other")).isEmpty();
  }

  @Test
  void shouldCountEachChangeOnce() {
    told(one, "c1", tags("t", "a"));
    told(two, "c2", tags("t", "b"));
    told(one, "c1", tags("t", "a"));
    told(two, "c2", tags("t", "b"));
    told(three, "c0", tags("t", "c"));
    assertThat(conflicts.found()).isEqualTo(1);
    told(two, "c2", tags("t", "d"));
    assertThat(conflicts.found()).isEqualTo(2);
    assertThat(conflicts.current()).containsExactly(conflict("t", "c0", "\"c\"", "c1", "\"a\""));
  }

  @Test
  void shouldForgetWhenMembersAgreeAgain() {
    told(one, "c1", tags("t", "a"));
    told(two, "c2", sql("t", "a = 1"));
    assertThat(conflicts.current()).hasSize(1);
    told(one, "c1", sql("t", "a = 1"));
    assertThat(conflicts.current()).isEmpty();
    told(two, "c2", tags("t", "a"));
    assertThat(conflicts.current()).hasSize(1);
    conflicts.left("g", two);
    assertThat(conflicts.current()).isEmpty();
    assertThat(conflicts.found()).isEqualTo(2);
  }

  @Test
  void shouldFindTopicsThatOnlyOneWants() {
    told(one, "c1", tags("t", "*"), tags("u", "*"));
    told(two, "c2", tags("t", "*"));
    assertThat(conflicts.current()).containsExactly(conflict("u", "c1", "\"*\"", "c2", "nothing"));
  }

  @Test
  void shouldNotMindOrderOfTagsNorRetryTopics() {
    told(one, "c1", tags("t", "a || b"), tags("%RETRY%g", "*"));
    told(two, "c2", tags("t", "b||a"));
    assertThat(conflicts.current()).isEmpty();
  }

  @Test
  void shouldNotMindConsumersThatPull() {
    told(one, "c1", tags("t", "a"));
    conflicts.told(joining(two, "c2", ConsumeType.CONSUME_ACTIVELY, tags("t", "b")));
    assertThat(conflicts.current()).isEmpty();
  }

  private static SubscriptionConflicts.Conflict conflict(
      String topic, String client, String wants, String otherClient, String otherWants) {
    return new SubscriptionConflicts.Conflict(
        new SubscriptionConflicts.Key("g", topic), client, wants, otherClient, otherWants);
  }

  private void told(ClientConnection connection, String id, SubscriptionData... data) {
    conflicts.told(joining(connection, id, ConsumeType.CONSUME_PASSIVELY, data));
  }

  private static ConsumerGroupTable.Joining joining(
      ClientConnection connection, String id, ConsumeType type, SubscriptionData... data) {
    return new ConsumerGroupTable.Joining(
        "g",
        new ClientInfo(connection, id, LanguageCode.JAVA, 479, 0),
        type,
        MessageModel.CLUSTERING,
        ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET,
        Stream.of(data).toList(),
        0);
  }

  private static SubscriptionData tags(String topic, String expression) {
    return SubscriptionData.parse(topic, expression);
  }

  private static SubscriptionData sql(String topic, String expression) {
    return SubscriptionData.parse(topic, SubscriptionData.SQL92, expression);
  }

  private static final class NoConnection implements ClientConnection {
    @Override
    public String address() {
      return "h:1";
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    @Override
    public void close() {}

    @Override
    public void notifyConsumerIdsChanged(String group) {}

    @Override
    public void checkTransaction(TransactionCheck check) {
      throw new AssertionError("nobody asks this one");
    }
  }
}

package io.cometmq.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.GroupRights;
import io.cometmq.web.protocol.TopicRights;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page as a member of a group; no transport, no store. */
final class GroupSessionTest {
  private long now = 1_000_000;
  private final SessionScene scene = new SessionScene(GroupSessionTest::admit, () -> now);
  private final FakePage page = scene.page;
  private final FakeGroups groups = scene.groups;
  private final Session session = scene.session;

  /** The token is the pattern of groups. */
  private static Access admit(@Nullable String token) {
    return new Access(
        "ann",
        new TopicRights(List.of(new TopicRights.Rule("open*", true, true))),
        new GroupRights(List.of(Objects.requireNonNullElse(token, "desk*")), null),
        Long.MAX_VALUE);
  }

  @BeforeEach
  void connect() {
    say("{'id':1,'connect':{}}");
    page.said.clear();
  }

  private void say(String frame) {
    scene.say(frame);
  }

  private void at(long time) {
    now = time;
    session.tick(now);
  }

  private String last() {
    return page.last();
  }

  private void join(int credit) {
    say(
        "{'id':2,'subscribe':{'sub':7,'topic':'open','group':'desk','invisible':20,'credit':"
            + credit
            + "}}");
    assertThat(last()).isEqualTo("{\"id\":2,\"subscribe\":{\"sub\":7}}");
  }

  @Test
  void shouldTakeNoMoreThanThereIsCreditFor() {
    join(3);
    assertThat(groups.asked).containsExactly(3);
    groups.give(1, 2);
    assertThat(last())
        .isEqualTo("{\"message\":{\"sub\":7,\"receipt\":\"r-2\",\"deliveries\":1,\"body\":\"2\"}}");
    assertThat(groups.asked).containsExactly(3, 1);
    groups.give(3);
    assertThat(groups.asked).as("no credit is left").containsExactly(3, 1);
    say("{'credit':{'sub':7,'add':100}}");
    assertThat(groups.asked).containsExactly(3, 1, 32);
    page.full = true;
    groups.give(4);
    assertThat(groups.asked).as("the socket is full").hasSize(3);
    page.full = false;
    session.drained();
    assertThat(groups.asked).hasSize(4);
  }

  @Test
  void shouldAskAgainWhenThereWasNothing() {
    join(1);
    groups.give();
    assertThat(groups.asked).containsExactly(1, 1);
  }

  @Test
  void shouldPauseAfterAFailure() {
    join(1);
    Objects.requireNonNull(groups.open)
        .done(null, new CometException(ErrorCode.UNAVAILABLE, "not now"));
    at(1_000_000 + 999);
    assertThat(groups.asked).hasSize(1);
    at(1_000_000 + 1_999);
    assertThat(groups.asked).hasSize(2);
  }

  @Test
  void shouldSettleByReceipt() {
    join(8);
    groups.give(1, 2, 3);
    say("{'ack':{'sub':7,'receipts':['r-1']}}");
    assertThat(groups.acknowledged).containsExactly(1);
    say("{'id':9,'nack':{'sub':7,'receipts':['r-2'],'delay':5}}");
    assertThat(groups.givenBack).containsExactly("2 in 5000");
    assertThat(last()).isEqualTo("{\"id\":9,\"nack\":{\"sub\":7}}");
    say("{'id':10,'nack':{'sub':7,'receipts':['r-3']}}");
    assertThat(groups.givenBack).contains("3 in 10000");
    say("{'id':11,'ack':{'sub':7,'receipts':['r-3','r-99']}}");
    assertThat(last())
        .startsWith("{\"id\":11,\"error\":{\"code\":\"NO_RECEIPT\"")
        .contains("ack.receipts: r-3, r-99 is not open in subscription 7");
    say("{'id':12,'ack':{'sub':7}}");
    assertThat(last()).contains("BAD_REQUEST", "ack.receipts");
    say("{'id':13,'ack':{'sub':8,'receipts':['r-1']}}");
    assertThat(last()).contains("NO_SUB");
  }

  @Test
  void shouldForgetReceiptsWithTheirTime() {
    join(8);
    groups.give(1);
    at(1_000_000 + 19_999);
    at(1_000_000 + 20_000);
    say("{'id':9,'ack':{'sub':7,'receipts':['r-1']}}");
    assertThat(last()).contains("NO_RECEIPT");
    assertThat(groups.acknowledged).isEmpty();
  }

  @Test
  void shouldGiveBackWhatIsOpenWhenItEnds() {
    join(8);
    groups.give(1, 2);
    say("{'ack':{'sub':7,'receipts':['r-1']}}");
    say("{'id':9,'unsubscribe':{'sub':7}}");
    assertThat(last()).isEqualTo("{\"id\":9,\"unsubscribe\":{\"sub\":7}}");
    assertThat(groups.givenBack).containsExactly("2 in 0");
    assertThat(groups.cancelled).isTrue();
    // what was under way all the same
    groups.give(3);
    assertThat(groups.givenBack).containsExactly("2 in 0", "3 in 0");
    assertThat(page.said).noneMatch(each -> each.contains("\"body\":\"3\""));
  }

  @Test
  void shouldGiveBackWhenTheSocketIsGone() {
    join(8);
    groups.give(1);
    session.ended();
    assertThat(groups.givenBack).containsExactly("1 in 0");
  }

  @Test
  void shouldRefuseGroupsThatAreNotOpen() {
    for (String group : List.of("other", "CID_RMQ_SYS_x")) {
      say("{'id':3,'subscribe':{'sub':1,'topic':'open','group':'" + group + "'}}");
      assertThat(last()).contains("FORBIDDEN", "subscribe.group: " + group);
    }
    say("{'id':3,'subscribe':{'sub':1,'topic':'open','group':'a b'}}");
    assertThat(last()).contains("BAD_REQUEST", "subscribe.group");
    say("{'id':3,'subscribe':{'sub':1,'topic':'shut','group':'desk'}}");
    assertThat(last()).contains("FORBIDDEN", "subscribe.topic");
    say("{'id':3,'subscribe':{'sub':1,'topic':'open','group':'desk','from':{'time':5}}}");
    assertThat(last()).contains("BAD_REQUEST", "subscribe.from");
    say("{'id':3,'subscribe':{'sub':1,'topic':'open','group':'desk','invisible':0}}");
    assertThat(last()).contains("BAD_REQUEST", "subscribe.invisible");
    groups.refusal = new CometException(ErrorCode.NO_TOPIC, "there is none");
    say("{'id':4,'subscribe':{'sub':1,'topic':'open','group':'desk'}}");
    assertThat(last()).contains("NO_TOPIC");
    assertThat(groups.asked).isEmpty();
  }

  @Test
  void shouldEndWithTheRight() {
    join(8);
    groups.give(1);
    say("{'id':5,'refresh':{'token':'other'}}");
    assertThat(last())
        .startsWith("{\"ended\":{\"sub\":7,\"code\":\"FORBIDDEN\"")
        .contains("subscribe.group: desk");
    assertThat(groups.givenBack).containsExactly("1 in 0");
  }

  @Test
  void shouldCountSubscriptionsOfBothKinds() {
    join(8);
    say("{'id':3,'subscribe':{'sub':7,'topic':'open'}}");
    assertThat(last()).contains("SUB_IN_USE");
    say("{'id':4,'subscribe':{'sub':8,'topic':'open'}}");
    assertThat(last()).contains("\"subscribe\":{\"sub\":8");
    say("{'id':5,'subscribe':{'sub':9,'topic':'open','group':'desk'}}");
    assertThat(last()).contains("TOO_MANY");
  }
}

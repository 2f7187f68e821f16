package io.cometmq.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.Splitter;
import io.cometmq.web.protocol.Access;
import io.cometmq.web.protocol.CloseCode;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.ErrorCode;
import io.cometmq.web.protocol.GroupRights;
import io.cometmq.web.protocol.TopicRights;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a page may say, and what it hears; no transport, no store. */
final class SessionTest {
  private static final TopicRights RIGHTS =
      new TopicRights(List.of(new TopicRights.Rule("open*", true, true)));

  private static final GroupRights GROUPS = new GroupRights(List.of("desk*"), null);

  private long now = 1_000_000;
  private final SessionScene scene = new SessionScene(this::admit, () -> now);
  private final FakePage page = scene.page;
  private final FakeFeeds feeds = scene.feeds;
  private final Session session = scene.session;

  /** No token is needed; one says user, seconds and, for some, a topic. */
  private Access admit(@Nullable String token) {
    if (token == null) {
      return Access.forAll(RIGHTS, GROUPS);
    }
    List<String> parts = Splitter.on(" ", token);
    if (parts.get(0).equals("bad")) {
      throw new CometException(ErrorCode.BAD_TOKEN, "token: bad");
    }
    TopicRights rights =
        parts.size() < 3
            ? RIGHTS
            : new TopicRights(List.of(new TopicRights.Rule(parts.get(2), true, true)), RIGHTS);
    return new Access(parts.get(0), rights, GROUPS, now + 1_000 * Long.parseLong(parts.get(1)));
  }

  @Test
  void shouldCloseWhenTheTokenIsRefused() {
    say("{'id':1,'connect':{'token':'bad'}}");
    assertThat(page.last())
        .isEqualTo(
            "{\"id\":1,\"error\":{\"code\":\"BAD_TOKEN\",\"message\":\"token:"
                + " bad\",\"retry\":false}}");
    assertThat(page.closed).isEqualTo(CloseCode.TOKEN_REFUSED);
  }

  @Test
  void shouldTurnAwayAUserWithTooManySockets() {
    assertThat(scene.users.enterUser("ann")).isTrue();
    say("{'id':1,'connect':{'token':'ann 90'}}");
    assertThat(page.last())
        .contains("\"code\":\"TOO_MANY_SOCKETS\"")
        .contains("the user ann has 1 sockets open")
        .contains("\"retry\":true");
    assertThat(page.closed).isEqualTo(CloseCode.TOO_MANY_SOCKETS);
    session.ended();
    assertThat(scene.users.open("ann")).isEqualTo(1);
  }

  @Test
  void shouldCountTheSocketOfAUserUntilItEnds() {
    say("{'id':1,'connect':{'token':'ann 90'}}");
    assertThat(scene.users.open("ann")).isEqualTo(1);
    session.ended();
    session.ended();
    assertThat(scene.users.open("ann")).isZero();
  }

  @Test
  void shouldWarnThenCloseWhenTheTokenEnds() {
    say("{'id':1,'connect':{'token':'ann 90'}}");
    assertThat(page.last()).contains("\"user\":\"ann\",\"ttl\":90");
    page.said.clear();
    now += 29_000;
    session.tick(now);
    assertThat(page.said).noneMatch(each -> each.contains("expiring"));
    now += 1_000;
    session.tick(now);
    session.tick(now);
    assertThat(page.said).filteredOn(each -> each.contains("expiring")).hasSize(1);
    assertThat(page.said).contains("{\"expiring\":{\"in\":60}}");
    say("{'pong':{}}");
    now += 59_999;
    session.tick(now);
    assertThat(page.closed).isNull();
    now += 1;
    session.tick(now);
    assertThat(page.closed).isEqualTo(CloseCode.TOKEN_EXPIRED);
  }

  @Test
  void shouldGoOnWithANewTokenOfTheSameUser() {
    say("{'id':1,'connect':{'token':'ann 50'}}");
    say("{'id':2,'refresh':{'token':'bob 600'}}");
    assertThat(page.last()).contains("\"id\":2", "BAD_TOKEN", "another user's");
    say("{'id':3,'refresh':{'token':'bad'}}");
    assertThat(page.last()).contains("\"id\":3", "BAD_TOKEN");
    say("{'id':4,'refresh':{'token':'ann 600'}}");
    assertThat(page.last()).isEqualTo("{\"id\":4,\"refresh\":{\"ttl\":600}}");
    now += 60_000;
    session.tick(now);
    assertThat(page.closed).isNull();
  }

  @Test
  void shouldEndWhatANewTokenDoesNotAllow() {
    say("{'id':1,'connect':{'token':'ann 600'}}");
    say("{'id':2,'subscribe':{'sub':1,'topic':'open-1'}}");
    say("{'id':3,'subscribe':{'sub':2,'topic':'open-2'}}");
    say("{'id':4,'refresh':{'token':'ann 600 open-2'}}");
    assertThat(page.last())
        .startsWith("{\"ended\":{\"sub\":1,\"code\":\"FORBIDDEN\"")
        .contains("is not among the topics in the token's claim subscribe");
    say("{'id':5,'unsubscribe':{'sub':1}}");
    assertThat(page.last()).contains("NO_SUB");
    say("{'id':6,'unsubscribe':{'sub':2}}");
    assertThat(page.last()).isEqualTo("{\"id\":6,\"unsubscribe\":{\"sub\":2}}");
    say("{'id':7,'publish':{'topic':'open-1','body':''}}");
    assertThat(page.last()).contains("FORBIDDEN");
  }

  @Test
  void shouldBringAnswersInAnyOrder() {
    connect();
    say("{'id':2,'request':{'topic':'open-1','body':'a'}}");
    say("{'id':3,'request':{'topic':'open-1','body':'b'}}");
    scene.asked.get(1).done(new Requester.Reply("re: b", null, Map.of("k", "v")), null);
    assertThat(page.last())
        .isEqualTo("{\"id\":3,\"request\":{\"properties\":{\"k\":\"v\"},\"body\":\"re: b\"}}");
    scene.asked.get(0).done(null, new CometException(ErrorCode.TIMEOUT, "request.timeout: late"));
    assertThat(page.last()).contains("\"id\":2", "TIMEOUT", "\"retry\":true");
    say("{'id':4,'request':{'topic':'closed','body':'c'}}");
    assertThat(page.last()).contains("\"id\":4", "FORBIDDEN");
  }

  @Test
  void shouldBoundTheRequestsThatWait() {
    connect();
    for (int i = 0; i < 65; i++) {
      now += 1_000;
      say("{'id':" + (10 + i) + ",'request':{'topic':'open-1','body':''}}");
    }
    assertThat(scene.asked).hasSize(64);
    assertThat(page.last()).contains("RATE_LIMITED", "64 requests");
    scene.asked.get(0).done(new Requester.Reply("", null, Map.of()), null);
    say("{'id':99,'request':{'topic':'open-1','body':''}}");
    assertThat(scene.asked).hasSize(65);
  }

  private void say(String frame) {
    scene.say(frame);
  }

  private void connect() {
    say("{'id':1,'connect':{}}");
    page.said.clear();
  }

  @Test
  void shouldWantConnectFirst() {
    say("{'id':5,'credit':{'sub':1,'add':1}}");
    assertThat(page.last()).startsWith("{\"id\":5,\"error\":{\"code\":\"NOT_CONNECTED\"");
    say("{'id':6,'connect':{}}");
    assertThat(page.last())
        .startsWith("{\"id\":6,\"connect\":{\"session\":\"s-1\",\"broker\":\"broker-a\"");
  }

  @Test
  void shouldCloseWithoutConnectInTime() {
    now += 4_999;
    session.tick(now);
    assertThat(page.closed).isNull();
    now += 1;
    session.tick(now);
    assertThat(page.closed).isEqualTo(CloseCode.NO_CONNECT);
  }

  @Test
  void shouldAskThenCloseWhenNothingIsHeard() {
    connect();
    now += 25_000;
    session.tick(now);
    session.tick(now);
    assertThat(page.said).containsExactly("{\"ping\":{}}");
    say("{'pong':{}}");
    now += 62_500;
    session.tick(now);
    assertThat(page.closed).isNull();
    now += 1;
    session.tick(now);
    assertThat(page.closed).isEqualTo(CloseCode.SILENT);
  }

  @Test
  void shouldOpenAndCloseSubscriptions() {
    connect();
    say("{'id':2,'subscribe':{'sub':7,'topic':'open','credit':5}}");
    assertThat(page.last())
        .isEqualTo(
            "{\"id\":2,\"subscribe\":{\"sub\":7,\"recovered\":true,\"cursor\":\"c\",\"lag\":12}}");
    assertThat(feeds.open).hasSize(1);
    say("{'credit':{'sub':7,'add':3}}");
    assertThat(feeds.open.get(0).credit().left()).isEqualTo(8);
    assertThat(feeds.ready).isEqualTo(1);
    say("{'id':3,'unsubscribe':{'sub':7}}");
    assertThat(page.last()).isEqualTo("{\"id\":3,\"unsubscribe\":{\"sub\":7}}");
    assertThat(feeds.open).isEmpty();
    say("{'id':4,'unsubscribe':{'sub':7}}");
    assertThat(page.last()).contains("NO_SUB");
  }

  @Test
  void shouldLeaveOtherSubscriptionsAloneWhenOneIsRefused() {
    connect();
    say("{'id':2,'subscribe':{'sub':1,'topic':'open'}}");
    say("{'id':3,'subscribe':{'sub':2,'topic':'closed'}}");
    assertThat(page.last()).contains("FORBIDDEN");
    say("{'id':4,'subscribe':{'sub':2,'topic':'open','filter':{'sql':'a ='}}}");
    assertThat(page.last()).contains("BAD_FILTER");
    say("{'id':5,'subscribe':{'sub':2,'topic':'open2'}}");
    say("{'id':6,'subscribe':{'sub':3,'topic':'open3'}}");
    assertThat(page.last()).contains("TOO_MANY");
    assertThat(feeds.open).hasSize(2);
    assertThat(page.closed).isNull();
  }

  @Test
  void shouldEndAllWithTheSocket() {
    connect();
    say(
        "{'id':2,'subscribe':{'sub':1,'topic':'open'}}\n"
            + "{'id':3,'subscribe':{'sub':2,'topic':'open'}}");
    assertThat(feeds.open).hasSize(2);
    session.ended();
    assertThat(feeds.open).isEmpty();
  }

  @Test
  void shouldPublishAsOftenAsMayBe() {
    connect();
    for (int i = 0; i < 4; i++) {
      say("{'id':2,'publish':{'topic':'open','body':'hi'}}");
    }
    assertThat(page.said.get(0))
        .isEqualTo("{\"id\":2,\"publish\":{\"messageId\":\"ID\",\"queue\":3,\"offset\":1042}}");
    assertThat(page.last()).contains("RATE_LIMITED").contains("\"retry\":true");
    assertThat(scene.published).hasSize(3);
  }

  @Test
  void shouldTellTheLagAtMostOnceASecondAndWhenItIsGone() {
    connect();
    say("{'id':2,'subscribe':{'sub':1,'topic':'open','credit':0}}");
    page.said.clear();
    feeds.lag = 10;
    session.tick(now);
    assertThat(page.last()).isEqualTo("{\"lag\":{\"sub\":1,\"messages\":10,\"millis\":0}}");
    feeds.lag = 0;
    session.tick(now);
    assertThat(page.last()).isEqualTo("{\"lag\":{\"sub\":1,\"messages\":0,\"millis\":0}}");
    session.tick(now);
    assertThat(page.said).hasSize(2);
  }

  @Test
  void shouldCloseAfterABrokenFrameAndHearNoMore() {
    connect();
    say("nonsense\n{'id':2,'subscribe':{'sub':1,'topic':'open'}}");
    assertThat(page.closed).isEqualTo(CloseCode.BROKEN_FRAME);
    assertThat(feeds.open).isEmpty();
  }

  @Test
  void shouldCountWhatItRefuses() {
    connect();
    for (int i = 0; i < 5; i++) {
      say("{'id':2,'publish':{'topic':'open','body':'hi'}}");
    }
    say("{'id':3,'subscribe':{'sub':1,'topic':'closed'}}");
    say("{'id':4,'ack':{'sub':9,'receipts':['r-1']}}");
    assertThat(scene.refusals.refusals(ErrorCode.RATE_LIMITED)).isEqualTo(2);
    assertThat(scene.refusals.refusals(ErrorCode.FORBIDDEN)).isEqualTo(1);
    assertThat(scene.refusals.refusals(ErrorCode.NO_SUB)).isEqualTo(1);
    assertThat(scene.refusals.refusals(ErrorCode.BAD_REQUEST)).isZero();
  }

  @Test
  void shouldNotEndAnotherSubscriptionThatHasTheNumberOfOneThatFails() {
    connect();
    feeds.slow = true;
    say("{'id':2,'subscribe':{'sub':1,'topic':'open-1'}}");
    feeds.slow = false;
    say("{'id':3,'unsubscribe':{'sub':1}}");
    say("{'id':4,'subscribe':{'sub':1,'topic':'open-2'}}");
    page.said.clear();
    feeds.fail(new CometException(ErrorCode.INTERNAL, "too late"));
    assertThat(page.said).isEmpty();
    assertThat(feeds.open).extracting(each -> each.topic()).containsExactly("open-2");
  }

  @Test
  void shouldSayWhyASubscriptionCouldNotBegin() {
    connect();
    feeds.slow = true;
    say("{'id':2,'subscribe':{'sub':1,'topic':'open'}}");
    feeds.fail(new CometException(ErrorCode.INTERNAL, "the store failed"));
    assertThat(page.last()).contains("\"id\":2", "INTERNAL");
    assertThat(feeds.open).isEmpty();
    say("{'id':3,'unsubscribe':{'sub':1}}");
    assertThat(page.last()).contains("NO_SUB");
  }

  @Test
  void shouldSendAwayWithAPause() {
    connect();
    session.goAway(3_400);
    assertThat(page.last()).isEqualTo("{\"goaway\":{\"reason\":\"drain\",\"after\":3400}}");
    assertThat(page.closed).isEqualTo(CloseCode.GOING_AWAY);
  }
}

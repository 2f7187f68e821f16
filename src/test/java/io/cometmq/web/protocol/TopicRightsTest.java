package io.cometmq.web.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which topics are open. */
final class TopicRightsTest {
  private final TopicRights rights =
      new TopicRights(
          List.of(
              new TopicRights.Rule("prices", false, true),
              new TopicRights.Rule("chat-*", true, true),
              new TopicRights.Rule("in*box", true, false)));

  @Test
  void shouldOpenWhatIsListed() {
    rights.checkSubscribe("prices");
    rights.checkSubscribe("chat-");
    rights.checkPublish("chat-room_1");
    rights.checkPublish("in-the-box");
    assertThat(rights.subscribePatterns()).containsExactly("prices", "chat-*");
    assertThat(rights.publishPatterns()).containsExactly("chat-*", "in*box");
  }

  @Test
  void shouldKeepTheRestClosed() {
    for (String topic : List.of("price", "prices2", "xchat-1", "inbox")) {
      if (!topic.equals("inbox")) {
        assertRefused(() -> rights.checkPublish(topic), ErrorCode.FORBIDDEN);
      }
      assertRefused(() -> rights.checkSubscribe(topic), ErrorCode.FORBIDDEN);
    }
    assertRefused(() -> rights.checkPublish("prices"), ErrorCode.FORBIDDEN);
    assertRefused(() -> rights.checkSubscribe("no blanks"), ErrorCode.BAD_REQUEST);
  }

  @Test
  void shouldNeverOpenSystemTopics() {
    TopicRights all = new TopicRights(List.of(new TopicRights.Rule("*", true, true)));
    all.checkPublish("anything");
    for (String topic :
        List.of(
            "%RETRY%g",
            "%DLQ%g",
            "%LMQ%a",
            "SCHEDULE_TOPIC_XXXX",
            "RMQ_SYS_TRANS_HALF_TOPIC",
            "RMQ_SYS_TRANS_OP_HALF_TOPIC",
            "rmq_sys_wheel_timer",
            "TBW102")) {
      assertRefused(() -> all.checkPublish(topic), ErrorCode.FORBIDDEN);
      assertRefused(() -> all.checkSubscribe(topic), ErrorCode.FORBIDDEN);
    }
  }

  private static void assertRefused(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(CometException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}

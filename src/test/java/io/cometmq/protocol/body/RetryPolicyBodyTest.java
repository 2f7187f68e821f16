package io.cometmq.protocol.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.RetryPolicy;
import io.cometmq.model.SubscriptionGroupConfig;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RetryPolicyBodyTest {
  private static RetryPolicy policy(String json) {
    byte[] group =
        ("{\"groupName\":\"g\",\"groupRetryPolicy\":" + json + "}")
            .getBytes(StandardCharsets.UTF_8);
    return RetryPolicyBody.of(SubscriptionGroupBody.read(JsonBody.read(group)));
  }

  @Test
  void shouldLeaveItToLevelsByDefault() {
    assertThat(RetryPolicyBody.of(SubscriptionGroupConfig.of("g")).delayMs(0)).isEqualTo(-1);
    // what the official tools write for a group without a policy of its own
    assertThat(policy("{\"type\":\"CUSTOMIZED\"}").delayMs(3)).isEqualTo(-1);
  }

  @Test
  void shouldGrowByFactorUpToMaximum() {
    RetryPolicy policy =
        policy(
            "{\"type\":\"EXPONENTIAL\",\"exponentialRetryPolicy\":"
                + "{\"initial\":100,\"max\":1000,\"multiplier\":3}}");
    assertThat(policy.delayMs(0)).isEqualTo(100);
    assertThat(policy.delayMs(1)).isEqualTo(300);
    assertThat(policy.delayMs(2)).isEqualTo(900);
    assertThat(policy.delayMs(3)).isEqualTo(1000);
    assertThat(policy.delayMs(1_000_000)).isEqualTo(1000);
  }

  @Test
  void shouldTakeListFromThirdOn() {
    RetryPolicy policy =
        policy("{\"type\":\"CUSTOMIZED\",\"customizedRetryPolicy\":{\"next\":[1,2,3,4]}}");
    assertThat(policy.delayMs(0)).isEqualTo(3);
    assertThat(policy.delayMs(1)).isEqualTo(4);
    assertThat(policy.delayMs(9)).isEqualTo(4);
  }
}

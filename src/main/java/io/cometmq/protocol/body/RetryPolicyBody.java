package io.cometmq.protocol.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.cometmq.model.RetryPolicy;
import io.cometmq.model.SubscriptionGroupConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a group's retry policy, as RocketMQ's tools write it. Stateless. */
public final class RetryPolicyBody {
  private static final String MEMBER = "groupRetryPolicy";
  private static final RetryPolicy BY_LEVEL = new RetryPolicy.ByLevel();
  private static final long DEFAULT_INITIAL_MS = 5_000;
  private static final long DEFAULT_MAX_MS = 7_200_000;
  private static final long DEFAULT_MULTIPLIER = 2;

  private RetryPolicyBody() {}

  /** The policy of a group; delay levels when it has none of its own. */
  public static RetryPolicy of(SubscriptionGroupConfig group) {
    String text = group.others().get(MEMBER);
    if (text == null) {
      return BY_LEVEL;
    }
    JsonNode node = JsonBody.read(text.getBytes(StandardCharsets.UTF_8));
    JsonNode exponential = node.path("exponentialRetryPolicy");
    JsonNode listed = node.path("customizedRetryPolicy").path("next");
    if ("EXPONENTIAL".equals(JsonBody.text(node, "type")) && exponential.isObject()) {
      return new RetryPolicy.Exponential(
          exponential.path("initial").asLong(DEFAULT_INITIAL_MS),
          exponential.path("max").asLong(DEFAULT_MAX_MS),
          exponential.path("multiplier").asLong(DEFAULT_MULTIPLIER));
    }
    List<Long> delays = new ArrayList<>();
    listed.forEach(delay -> delays.add(delay.asLong()));
    return delays.isEmpty() ? BY_LEVEL : new RetryPolicy.Listed(delays);
  }
}

package io.cometmq.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.filter.FilterException;
import io.cometmq.filter.MessageFilter;
import io.cometmq.filter.PropertyView;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerFilter;
import io.cometmq.testkit.PeerLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Expressions are accepted, refused and matched as by RocketMQ's own filter. */
final class SqlLanguageIT {
  private static final Logger LOG = LoggerFactory.getLogger(SqlLanguageIT.class);
  private static final int EXPRESSIONS = 60_000;
  private static final int MESSAGES = 12;
  private static final String TOO_MUCH = "AND, OR or the end of the expression";
  private static final String OPEN_STRING = "found a string that does not end";

  private final PeerFilter official = PeerLoader.filter();
  private final PropertyView view = new PropertyView();
  private final Map<String, Integer> counts = new HashMap<>();

  @Test
  void shouldAgreeWithOfficialFilter() {
    long seed = Long.getLong("cometmq.seed", System.nanoTime());
    LOG.info("seed {}, to be set as -Dcometmq.seed", seed);
    SqlGenerator generator = new SqlGenerator(seed);
    for (int i = 0; i < EXPRESSIONS; i++) {
      String expression = generator.expression();
      Optional<PeerFilter.Compiled> theirs = theirs(expression);
      Optional<MessageFilter> ours = ours(expression, theirs.isPresent());
      if (ours.isEmpty()) {
        count("refused");
        continue;
      }
      assertThat(theirs).as("accepted by RocketMQ, seed %s: %s", seed, expression).isPresent();
      for (int j = 0; j < MESSAGES; j++) {
        Map<String, String> properties = generator.properties();
        boolean wanted = theirs.get().matches(properties);
        assertThat(matches(ours.get(), properties))
            .as("seed %s: %s on %s", seed, expression, properties)
            .isEqualTo(wanted);
        count(wanted ? "matched" : "not matched");
      }
    }
    LOG.info("agreed on {}", counts);
    assertThat(counts.get("refused")).isGreaterThan(EXPRESSIONS / 20);
    assertThat(counts.get("matched")).isGreaterThan(EXPRESSIONS / 2);
    assertThat(counts.get("not matched")).isGreaterThan(EXPRESSIONS / 2);
  }

  private Optional<PeerFilter.Compiled> theirs(String expression) {
    try {
      return Optional.of(official.compile(expression));
    } catch (PeerException e) {
      return Optional.empty();
    }
  }

  /**
   * Our filter; none if it is refused. RocketMQ ignores what follows a whole expression: where only
   * we refuse, it must be for that, and RocketMQ must accept what stands before.
   */
  private Optional<MessageFilter> ours(String expression, boolean acceptedByRocketMq) {
    try {
      return Optional.of(MessageFilter.ofSql(expression));
    } catch (FilterException e) {
      assertThat(e.position()).isBetween(1, expression.length() + 1);
      if (acceptedByRocketMq) {
        assertThat(e.getMessage()).as(expression).containsAnyOf(TOO_MUCH, OPEN_STRING);
        assertThat(theirs(expression.substring(0, e.position() - 1))).as(expression).isPresent();
        count("cut off by RocketMQ");
      }
      return Optional.empty();
    }
  }

  private boolean matches(MessageFilter filter, Map<String, String> properties) {
    StringBuilder text = new StringBuilder();
    properties.forEach(
        (name, value) -> text.append(name).append('\u0001').append(value).append('\u0002'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    return filter.wants(view.properties(ByteBuffer.wrap(bytes), 0, bytes.length));
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}

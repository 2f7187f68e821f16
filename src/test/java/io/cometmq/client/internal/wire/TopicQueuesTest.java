package io.cometmq.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.model.BrokerData;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.QueueData;
import io.cometmq.model.TopicRoute;
import io.cometmq.protocol.body.TopicRouteBody;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicQueuesTest {
  private static final TopicRoute ROUTE =
      new TopicRoute(
          List.of(broker("b", 0L), broker("a", 0L), broker("orphan", 1L)),
          List.of(
              new QueueData("b", 1, 2, 6, 0),
              new QueueData("a", 2, 1, 6, 0),
              new QueueData("orphan", 1, 1, 6, 0)),
          null);

  private static BrokerData broker(String name, long id) {
    return new BrokerData("c", name, new TreeMap<>(Map.of(id, name + ":1")), false, null);
  }

  @Test
  void shouldListQueuesByBrokerAndNumber() {
    TopicQueues queues = TopicQueues.of("t", ROUTE);
    assertThat(queues.writable()).containsExactly(queue("a", 0), queue("b", 0), queue("b", 1));
    assertThat(queues.readable())
        .containsExactly(queue("a", 0), queue("a", 1), queue("b", 0), queue("orphan", 0));
    assertThat(queues.address("orphan")).isEqualTo("orphan:1");
    assertThat(queues.address("unknown")).isNull();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldReadRoutesAsServersWriteThem(boolean strict) {
    TopicRoute read = TopicRouteBody.read(TopicRouteBody.write(ROUTE, strict));
    assertThat(read).isEqualTo(ROUTE);
  }

  private static MessageQueue queue(String broker, int id) {
    return new MessageQueue("t", broker, id);
  }
}

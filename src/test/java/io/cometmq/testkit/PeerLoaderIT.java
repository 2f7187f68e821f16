package io.cometmq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.Peer;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerPull;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The official clients can be loaded and called, though there is nobody to talk to. */
final class PeerLoaderIT {
  /** A port that was free a moment ago. */
  private static String nobody = "";

  static Stream<Peer> peers() {
    return Stream.of(PeerLoader.v4(), PeerLoader.v5());
  }

  @BeforeAll
  static void findClosedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void shouldLoadEachVersionApart() {
    assertThat(PeerLoader.v4().version()).isEqualTo("V4_9_8");
    assertThat(PeerLoader.v5().version()).isEqualTo("V5_5_0");
    assertThat(PeerLoader.v5()).isSameAs(PeerLoader.v5());
    assertThat(PeerLoader.v4().getClass()).isNotSameAs(PeerLoader.v5().getClass());
  }

  @ParameterizedTest
  @MethodSource("peers")
  void shouldSayThatNobodyAnswers(Peer peer) {
    PeerMessage message = PeerMessage.of("topic", "tag", "body").withKeys("key");
    try (PeerProducer producer = peer.producer("group", nobody)) {
      assertThatThrownBy(() -> producer.send(message))
          .isInstanceOf(PeerException.class)
          .hasMessageContaining(nobody);
      assertThatThrownBy(() -> producer.sendBatch(List.of(message, message)))
          .isInstanceOf(PeerException.class);
      assertThatThrownBy(() -> producer.sendOneway(message)).isInstanceOf(PeerException.class);
      assertThatThrownBy(() -> producer.sendToQueue(message, 0)).isInstanceOf(PeerException.class);
      assertThat(producer.sendAsync(message)).failsWithin(Duration.ofSeconds(20));
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void shouldRefuseToConsumeFromNobody(Peer peer) {
    ConsumerSpec spec = ConsumerSpec.of("push", nobody, "topic").withExpression("a || b");
    assertThatThrownBy(() -> peer.pushConsumer(spec.asOrderly().fromLast(), message -> true))
        .isInstanceOf(PeerException.class)
        .hasMessageContaining(nobody);
    assertThatThrownBy(() -> peer.litePull("lite", nobody, "topic", "*"))
        .isInstanceOf(PeerException.class);
    try (PeerPull pull = peer.pull("pull", nobody)) {
      assertThatThrownBy(() -> pull.fetchQueues("topic")).isInstanceOf(PeerException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("peers")
  void shouldReturnWhatTheAdministrationToolPrints(Peer peer) {
    try (PeerAdmin admin = peer.admin(nobody)) {
      assertThat(admin.run("help", "updateTopic")).contains("usage: mqadmin updateTopic");
      assertThat(admin.run("clusterList")).contains(nobody);
      assertThat(System.getProperty("rocketmq.namesrv.addr")).isNull();
      assertThatThrownBy(() -> admin.viewMessage("topic", "7F00000100002A9F0000000000000000"))
          .isInstanceOf(PeerException.class);
    }
  }
}

package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ShareTest {
  private final Vertx vertx = Vertx.vertx();
  private final ClientCore core = new ClientCore(vertx, ClientOptions.of("127.0.0.1:1"));
  private final QueuePuller puller =
      new QueuePuller(core, "group", new MessageQueue("topic", "broker", 0), Filter.all());

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private Share share(long position, long committed) {
    return new Share(new QueueReader(core, puller, 32, position, () -> {}, cause -> {}), committed);
  }

  @Test
  void shouldCommitWhatIsNew() {
    Share share = share(11, 7);
    assertThat(share.isCommitDue()).isTrue();
    share.setCommitted(share.committable(), share.moves());
    assertThat(share.isCommitDue()).isFalse();
  }

  @Test
  void shouldCommitAgainWhenBrokerHasPutGroupBack() {
    Share share = share(11, 11);
    assertThat(share.isCommitDue()).isFalse();
    int before = share.moves();
    share.forgetOpen();
    assertThat(share.isCommitDue()).isTrue();
    // the broker took no notice of what was under way then
    share.setCommitted(11, before);
    assertThat(share.isCommitDue()).isTrue();
    share.setCommitted(11, share.moves());
    assertThat(share.isCommitDue()).isFalse();
  }
}

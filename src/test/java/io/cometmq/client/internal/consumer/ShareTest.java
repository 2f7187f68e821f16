package io.cometmq.client.internal.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.Filter;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.OptionalLong;
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

  /** Keeps an offset when it is told to. */
  private static final class SlowStore implements OffsetStore {
    private final Promise<Void> kept = Promise.promise();

    @Override
    public Future<OptionalLong> committed(MessageQueue queue) {
      return Future.succeededFuture(OptionalLong.empty());
    }

    @Override
    public Future<Void> commit(MessageQueue queue, long offset) {
      return kept.future();
    }
  }

  private Share share(long position, long committed) {
    return new Share(
        new QueueReader(core, puller, 32, position, () -> {}, cause -> {}), committed, false);
  }

  @Test
  void shouldCommitWhatIsNew() {
    Share share = share(11, 7);
    assertThat(share.isCommitDue()).isTrue();
    SlowStore store = new SlowStore();
    share.commit(store);
    assertThat(share.isCommitDue()).isFalse();
    store.kept.complete();
    assertThat(share.isCommitDue()).isFalse();
  }

  @Test
  void shouldCommitAgainWhatCouldNotBeKept() {
    Share share = share(11, 7);
    SlowStore store = new SlowStore();
    share.commit(store);
    store.kept.fail("disk full");
    assertThat(share.isCommitDue()).isTrue();
  }

  @Test
  void shouldCommitAgainWhenBrokerHasPutGroupBack() {
    Share share = share(11, 7);
    SlowStore before = new SlowStore();
    share.commit(before);
    share.forgetOpen();
    // the broker took no notice of what was under way then
    before.kept.complete();
    assertThat(share.isCommitDue()).isTrue();
    SlowStore after = new SlowStore();
    share.commit(after);
    after.kept.complete();
    assertThat(share.isCommitDue()).isFalse();
  }
}

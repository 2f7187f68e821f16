package io.cometmq.web.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.web.feed.Feeds;
import io.cometmq.web.feed.Opened;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.StartAt;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Topics without messages. Owned by one test. */
final class FakeFeeds implements Feeds {
  final List<Subscription> open = new ArrayList<>();
  int ready;
  long lag;

  /** Whether openings wait for {@link #fail}. */
  boolean slow;

  private @Nullable Consumer<CometException> waiting;

  @Override
  public void open(
      Subscription subscription,
      StartAt start,
      Consumer<Opened> opened,
      Consumer<CometException> failed) {
    open.add(subscription);
    if (slow) {
      waiting = failed;
    } else {
      opened.accept(new Opened(true, null, "c", 12, List.of()));
    }
  }

  /** Lets the opening that waits fail. */
  void fail(CometException failure) {
    Objects.requireNonNull(waiting).accept(failure);
  }

  @Override
  public void ready(Subscription subscription) {
    assertThat(open).contains(subscription);
    ready++;
  }

  @Override
  public void close(Subscription subscription) {
    open.remove(subscription);
  }

  @Override
  public long lag(Subscription subscription) {
    return lag;
  }

  @Override
  public long lagNow(Subscription subscription) {
    return subscription.isHeldUp() ? lag : 0;
  }

  @Override
  public String cursor(Subscription subscription) {
    return "c";
  }

  @Override
  public Future<?> stop() {
    return Future.succeededFuture();
  }
}

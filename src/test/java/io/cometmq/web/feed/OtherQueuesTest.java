package io.cometmq.web.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cometmq.model.MessageQueue;
import io.cometmq.store.MessageStore;
import io.cometmq.testkit.StoreDriver;
import io.cometmq.web.protocol.FilterText;
import io.cometmq.web.protocol.StartAt;
import io.cometmq.web.remote.RemoteStats;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One queue here and two on another broker, as one topic. */
final class OtherQueuesTest {
  private static final MessageQueue ONE = new MessageQueue("t", "broker-b", 0);
  private static final MessageQueue TWO = new MessageQueue("t", "broker-b", 1);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  private final Vertx vertx = Vertx.vertx();
  private final Context loop = vertx.getOrCreateContext();
  private final Contents others = new Contents();
  private final RemoteStats stats = new RemoteStats();

  @SuppressWarnings("NullAway.Init")
  private MessageStore store;

  @SuppressWarnings("NullAway.Init")
  private TopicFeeds feeds;

  /** A page that takes what it is given. */
  private static final class Page implements Outlet {
    final List<FeedMessage> got = new CopyOnWriteArrayList<>();
    volatile @Nullable Opened opened;

    @Override
    public boolean isFull() {
      return false;
    }

    @Override
    public void lost(Subscription subscription, String reason) {
      throw new AssertionError("lost: " + reason);
    }

    @Override
    public void brokers(Subscription subscription, Collection<String> missing) {
      throw new AssertionError("missing: " + missing);
    }

    @Override
    public void deliver(Subscription subscription, Batch batch, int count) {
      got.addAll(batch.messages().subList(0, count));
    }

    /** Offsets of what came from a queue, in its order. */
    List<Long> offsets(String broker, int queue) {
      return got.stream()
          .filter(each -> each.queue() == queue)
          .filter(
              each ->
                  new String(each.fields(), StandardCharsets.UTF_8).contains("\"broker\"")
                      != broker.isEmpty())
          .map(each -> each.next() - 1)
          .toList();
    }
  }

  @BeforeEach
  void open() {
    store = MessageStore.open(StoreDriver.smallFiles(directory), System::currentTimeMillis);
    StoreDriver driver = new StoreDriver(store);
    for (int i = 0; i < 10; i++) {
      driver.put("t", 0, "k", "tag", new byte[] {'x'});
    }
    FeedSource source =
        new FeedSource(
            store,
            7,
            "broker-a",
            topic -> 1,
            vertx.createSharedWorkerExecutor("cold"),
            new FeedStats(),
            stats,
            event -> true);
    others.put(ONE, 10);
    others.put(TWO, 10);
    run(() -> feeds = new TopicFeeds(vertx, 0, source, others, System::currentTimeMillis));
  }

  @AfterEach
  void close() {
    run(() -> feeds.stop());
    vertx.close().await();
    store.close();
  }

  private void run(Runnable task) {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(
        go -> {
          try {
            task.run();
            done.complete();
          } catch (RuntimeException | AssertionError e) {
            done.fail(e);
          }
        });
    done.future().await();
  }

  private Subscription subscribe(Page page, StartAt from, int credit) {
    Subscription made = new Subscription(1, "t", FilterText.ALL, new Credit(credit, 1_000), page);
    run(
        () ->
            feeds.open(
                made,
                from,
                opened -> page.opened = opened,
                failure -> {
                  throw failure;
                }));
    await().until(() -> page.opened != null);
    return made;
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }

  @Test
  void shouldGiveEachQueueItsTurnHoweverSmallTheCreditIs() {
    Page page = new Page();
    Subscription to = subscribe(page, new StartAt.Earliest(), 1);
    for (int i = 1; i < 30; i++) {
      int had = i;
      await().until(() -> page.got.size() == had);
      run(
          () -> {
            to.credit().add(1);
            feeds.ready(to);
          });
    }
    await().until(() -> page.got.size() == 30);
    assertThat(page.offsets("", 0)).isEqualTo(upTo(10));
    assertThat(page.offsets("broker-b", 0)).isEqualTo(upTo(10));
    assertThat(page.offsets("broker-b", 1)).isEqualTo(upTo(10));
    // no queue waits until another one is read to its end
    assertThat(IntStream.range(0, 15).map(i -> page.got.get(i).queue()).sum()).isPositive();
    run(
        () ->
            assertThat(others.pulls)
                .as("one for each message, and one or two more")
                .isLessThan(60));
  }

  @Test
  void shouldReadOnceForAllWhoStandAtTheSamePlace() {
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      Page page = new Page();
      pages.add(page);
      subscribe(page, new StartAt.Latest(), 100);
    }
    run(() -> others.put(ONE, 3));
    await().until(() -> pages.stream().allMatch(page -> page.got.size() == 3));
    run(() -> assertThat(others.pulls).isLessThan(6));
    assertThat(stats.messages()).isEqualTo(3);
    // encoded once as well
    assertThat(pages.get(49).got.get(2)).isSameAs(pages.get(0).got.get(2));
  }

  @Test
  void shouldReadNothingWithoutCredit() {
    Page page = new Page();
    Subscription to = subscribe(page, new StartAt.Earliest(), 0);
    Opened opened = page.opened;
    assertThat(opened == null ? -1 : opened.lag()).isEqualTo(30);
    run(() -> others.put(TWO, 5));
    run(() -> assertThat(others.pulls).isZero());
    await().until(() -> lag(to) == 35);
  }

  private long lag(Subscription of) {
    long[] lag = {0};
    run(() -> lag[0] = feeds.lagNow(of));
    return lag[0];
  }

  @Test
  void shouldGoOnBehindACursor() {
    Page first = new Page();
    subscribe(first, new StartAt.Earliest(), 17);
    await().until(() -> first.got.size() == 17);
    Page second = new Page();
    subscribe(second, new StartAt.At(first.got.get(16).cursor()), 100);
    await().until(() -> second.got.size() == 13);
    Opened opened = second.opened;
    assertThat(opened != null && opened.recovered()).isTrue();
    for (int queue : new int[] {0, 1}) {
      List<Long> all = new ArrayList<>(first.offsets("broker-b", queue));
      all.addAll(second.offsets("broker-b", queue));
      assertThat(all).isEqualTo(upTo(10));
    }
  }
}

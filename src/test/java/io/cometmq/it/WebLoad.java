package io.cometmq.it;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Measures many pages on one topic. Run by hand against a broker of its own, each on a processor:
 *
 * <pre>
 *   ulimit -n 20000
 *   taskset -c 0 bin/cometmq --set web.topics=load:publish+subscribe --set web.publish-rate=1000000 \
 *       --set web.sockets-per-address=100000 --set web.handshake-rate=100000
 *   taskset -c 1 java -cp CLASSPATH io.cometmq.it.WebLoad PORT PID idle SOCKETS
 *   taskset -c 1 java -cp CLASSPATH io.cometmq.it.WebLoad PORT PID fanout SOCKETS RATE SECONDS
 *   taskset -c 1 java -cp CLASSPATH io.cometmq.it.WebLoad PORT PID slow SOCKETS RATE SECONDS
 * </pre>
 *
 * <p>PORT is the broker's web port, PID its process; RATE is messages in a second to the topic.
 * {@code idle} tells what a quiet socket with a subscription takes; {@code fanout} the deliveries
 * in a second, their delay and what each costs the broker; in {@code slow} one of the sockets
 * doesn't read until the end. CLASSPATH is target/test-classes, target/classes and what {@code mvn
 * dependency:build-classpath} says. {@code -Dload.credit} is the window of each socket (64, as the
 * client module has it), {@code -Dload.body} the bytes of a body.
 */
final class WebLoad {
  private static final int CREDIT = Integer.getInteger("load.credit", 64);
  private static final int BODY_BYTES = Integer.getInteger("load.body", 256);
  private static final int SOCKETS_PER_ADDRESS = 1_000;
  private static final int SEQUENCE_DIGITS = 9;
  private static final int TIME_DIGITS = 18;
  private static final int OPENED_AT_ONCE = 50;
  private static final int SAMPLE_SECONDS = 5;

  /** So that a frame stays below web.max-frame. */
  private static final int PUBLISHED_AT_ONCE = 200;

  private static final long CATCH_UP_SECONDS = 120;

  /** What stands behind the body in a message. */
  private static final int AFTER_BODY = "\"}}".length();

  /** At this place messages differ from everything else that the broker says. */
  private static final int KIND_AT = 2;

  private final int port;
  private final long pid;
  private final Vertx readers = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Vertx writers = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<Reader> opened = new ArrayList<>();

  /** Kept, because Vert.x closes the connections of clients that nobody holds any more. */
  private final List<NetClient> clients = new ArrayList<>();

  private final AtomicInteger subscribed = new AtomicInteger();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong twice = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Histogram delaysUs = new Histogram(TimeUnit.MINUTES.toMicros(10), 3);

  private WebLoad(int port, long pid) {
    this.port = port;
    this.pid = pid;
  }

  /** See above. */
  public static void main(String[] arguments) throws Exception {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    WebLoad load = new WebLoad(Integer.parseInt(arguments[0]), Long.parseLong(arguments[1]));
    int sockets = Integer.parseInt(arguments[3]);
    switch (arguments[2]) {
      case "idle" -> load.idle(sockets);
      case "fanout" ->
          load.fanout(sockets, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
      case "slow" ->
          load.slow(sockets, Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
      default -> throw new IllegalArgumentException("idle, fanout or slow, not " + arguments[2]);
    }
    load.readers.close();
    load.writers.close();
  }

  /** One page. Owned by the event loop of the readers. */
  private final class Reader implements LoadSocket.Lines {
    private final BitSet seen = new BitSet();
    private int handled;
    private long count;
    private @Nullable LoadSocket socket;

    @Override
    public void line(LoadSocket from, ByteBuf bytes, int start, int end) {
      if (bytes.getByte(start + KIND_AT) != 'm') {
        other(from, bytes.toString(start, end - start, StandardCharsets.UTF_8));
        return;
      }
      int body = end - AFTER_BODY - BODY_BYTES;
      int sequence = (int) number(bytes, body, SEQUENCE_DIGITS);
      long sent = number(bytes, body + SEQUENCE_DIGITS, TIME_DIGITS);
      if (seen.get(sequence)) {
        twice.incrementAndGet();
      }
      seen.set(sequence);
      count++;
      delivered.lazySet(delivered.getPlain() + 1);
      delaysUs.recordValue(Math.max(0, (System.nanoTime() - sent) / 1_000));
      if (++handled * 2 >= CREDIT) {
        from.send("{\"credit\":{\"sub\":1,\"add\":" + handled + "}}");
        handled = 0;
      }
    }

    private void other(LoadSocket from, String line) {
      if (line.contains("\"subscribe\":{")) {
        subscribed.incrementAndGet();
      } else if (line.contains("\"error\"")) {
        refused.incrementAndGet();
        System.out.println(line);
      } else if (line.contains("\"ping\"")) {
        from.send("{\"pong\":{}}");
      }
    }
  }

  private static long number(ByteBuf bytes, int at, int digits) {
    long number = 0;
    for (int i = at; i < at + digits; i++) {
      number = number * 10 + bytes.getByte(i) - '0';
    }
    return number;
  }

  private void open(int sockets) {
    int first = clients.size();
    for (int i = 0; i <= sockets / SOCKETS_PER_ADDRESS; i++) {
      clients.add(
          readers.createNetClient(new NetClientOptions().setLocalAddress("127.0.0." + (i + 2))));
    }
    String hello =
        "{\"id\":1,\"connect\":{}}\n"
            + "{\"id\":2,\"subscribe\":{\"sub\":1,\"topic\":\"load\",\"credit\":"
            + CREDIT
            + "}}";
    for (int from = 0; from < sockets; from += OPENED_AT_ONCE) {
      List<Future<LoadSocket>> some = new ArrayList<>();
      for (int i = from; i < Math.min(sockets, from + OPENED_AT_ONCE); i++) {
        Reader reader = new Reader();
        opened.add(reader);
        some.add(
            LoadSocket.open(clients.get(first + i / SOCKETS_PER_ADDRESS), port, reader)
                .onSuccess(
                    socket -> {
                      reader.socket = socket;
                      socket.send(hello);
                    }));
      }
      Future.all(some).await();
    }
    await().atMost(Duration.ofMinutes(1)).until(() -> subscribed.get() == sockets);
    System.out.println(sockets + " sockets with a subscription each");
  }

  /** Publishes so many messages, evenly; returns when the last one is under way. */
  private int publish(int perSecond, int seconds, Runnable everyFewSeconds) throws Exception {
    NetClient client = writers.createNetClient();
    clients.add(client);
    LoadSocket socket =
        LoadSocket.open(client, port, (from, bytes, start, end) -> {})
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    socket.send("{\"connect\":{}}");
    String padding = "x".repeat(BODY_BYTES - SEQUENCE_DIGITS - TIME_DIGITS);
    int all = perSecond * seconds;
    long start = System.nanoTime();
    int sent = 0;
    int samples = 1;
    while (sent < all) {
      long now = System.nanoTime();
      long due = Math.min(all, (now - start) * perSecond / TimeUnit.SECONDS.toNanos(1));
      due = Math.min(due, sent + PUBLISHED_AT_ONCE);
      StringBuilder frame = new StringBuilder();
      for (; sent < due; sent++) {
        frame
            .append("{\"publish\":{\"topic\":\"load\",\"body\":\"")
            .append(String.format(Locale.ROOT, "%09d%018d", sent, System.nanoTime()))
            .append(padding)
            .append("\"}}\n");
      }
      if (!frame.isEmpty()) {
        socket.send(frame.toString());
      }
      if (now - start > TimeUnit.SECONDS.toNanos((long) samples * SAMPLE_SECONDS)) {
        samples++;
        everyFewSeconds.run();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return sent;
  }

  private void idle(int sockets) throws Exception {
    open(1);
    long heap = ProcessUse.heapKib(pid, true);
    ProcessUse before = ProcessUse.of(pid);
    subscribed.set(0);
    open(sockets);
    ProcessUse after = ProcessUse.of(pid);
    long heapAfter = ProcessUse.heapKib(pid, true);
    System.out.printf(
        "%d sockets: RSS %d -> %d MiB, %.1f KiB for each; heap %d -> %d MiB, %.1f KiB for each%n",
        sockets,
        before.rssKib() >> 10,
        after.rssKib() >> 10,
        (double) (after.rssKib() - before.rssKib()) / sockets,
        heap >> 10,
        heapAfter >> 10,
        (double) (heapAfter - heap) / sockets);
  }

  private void fanout(int sockets, int perSecond, int seconds) throws Exception {
    open(sockets);
    publish(perSecond, Math.min(seconds, SAMPLE_SECONDS), () -> {});
    long warm = (long) sockets * perSecond * Math.min(seconds, SAMPLE_SECONDS);
    await().atMost(Duration.ofMinutes(1)).until(() -> delivered.get() == warm);
    forget();
    ProcessUse before = ProcessUse.of(pid);
    ProcessUse ownBefore = ProcessUse.of(ProcessHandle.current().pid());
    long start = System.nanoTime();
    int sent = publish(perSecond, seconds, () -> {});
    long wanted = (long) sockets * sent;
    awaitDelivered(wanted);
    double took = (System.nanoTime() - start) / 1e9;
    long cpuMs = ProcessUse.of(pid).cpuMs() - before.cpuMs();
    long ownMs = ProcessUse.of(ProcessHandle.current().pid()).cpuMs() - ownBefore.cpuMs();
    System.out.printf(
        "%d sockets, %d messages/s of %d B for %d s: %.0f deliveries/s, %d of %d, %d lost, %d"
            + " twice%n",
        sockets,
        perSecond,
        BODY_BYTES,
        seconds,
        delivered.get() / took,
        delivered.get(),
        wanted,
        lost(sent),
        twice.get());
    System.out.printf(
        "delay p50 %.1f ms, p99 %.1f ms, most %.1f ms; broker %.2f us/delivery (%.0f %% of a core),"
            + " load %.2f us%n",
        delaysUs.getValueAtPercentile(50) / 1e3,
        delaysUs.getValueAtPercentile(99) / 1e3,
        delaysUs.getMaxValue() / 1e3,
        cpuMs * 1e3 / delivered.get(),
        cpuMs / took / 10,
        ownMs * 1e3 / delivered.get());
  }

  private void slow(int sockets, int perSecond, int seconds) throws Exception {
    open(sockets);
    Reader slow = opened.get(0);
    readers.runOnContext(now -> Objects.requireNonNull(slow.socket).pause());
    long start = System.nanoTime();
    // it reads nothing, but it lives: the broker closes sockets from which nothing comes
    Runnable sample =
        () -> {
          Objects.requireNonNull(slow.socket).send("{\"pong\":{}}");
          tell(start);
        };
    int sent = publish(perSecond, seconds, sample);
    awaitOthers(slow, (long) (sockets - 1) * sent);
    tell(start);
    System.out.printf("the slow one has %d of %d and reads on now%n", slow.count, sent);
    long resumed = System.nanoTime();
    readers.runOnContext(now -> Objects.requireNonNull(slow.socket).resume());
    awaitDelivered((long) sockets * sent);
    tell(start);
    System.out.printf(
        "the slow one has %d after %.1f s; all: %d lost, %d twice%n",
        slow.count, (System.nanoTime() - resumed) / 1e9, lost(sent), twice.get());
  }

  private void tell(long start) {
    try {
      ProcessUse use = ProcessUse.of(pid);
      System.out.printf(
          "%4d s: RSS %d MiB, of it %d MiB no file's; heap in use %d MiB; %d delivered%n",
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
          use.rssKib() >> 10,
          use.privateKib() >> 10,
          ProcessUse.heapKib(pid, true) >> 10,
          delivered.get());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitOthers(Reader slow, long wanted) {
    await()
        .atMost(Duration.ofSeconds(CATCH_UP_SECONDS))
        .until(() -> delivered.get() - slow.count >= wanted);
  }

  private void awaitDelivered(long wanted) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CATCH_UP_SECONDS);
    while (delivered.get() < wanted && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private void forget() throws Exception {
    Future.future(
            done ->
                readers.runOnContext(
                    now -> {
                      opened.forEach(reader -> reader.seen.clear());
                      delivered.set(0);
                      delaysUs.reset();
                      done.complete();
                    }))
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  private long lost(int sent) {
    return opened.stream().mapToLong(reader -> sent - reader.seen.cardinality()).sum();
  }
}

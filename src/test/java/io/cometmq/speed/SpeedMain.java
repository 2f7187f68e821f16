package io.cometmq.speed;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that does what it reads, a line each, with one of the two clients, and answers with a
 * line of figures: messages, seconds, seconds of this process on processors, and p50 and p99 in
 * milliseconds, 0 where nothing is timed.
 *
 * <pre>
 *   sync THREADS COUNT | virtual THREADS COUNT | async IN_FLIGHT COUNT | oneway 0 COUNT
 *   paced TOPIC COUNT
 *   consume TOPIC COUNT | follow TOPIC COUNT
 * </pre>
 *
 * <p>{@code paced} sends one-way, {@link SpeedProcess#PER_MS} each millisecond, after one whose
 * time is 0. {@code follow} says READY when it has got {@link #FIRSTS} messages whose time is 0, so
 * that what comes next does not wait for its joining. Bodies begin with the time they were sent, by
 * the clock that all processes of a machine share.
 */
final class SpeedMain {
  /** Messages that show that a follower has joined: one for each queue. */
  static final int FIRSTS = 8;

  private static final int WINDOW = 500;
  private static final int BODY_BYTES = 1024;

  /** Where the time it was sent is nobody's business. */
  private static final byte[] BODY = new byte[BODY_BYTES];

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final Side side;
  private final String topic;
  private final PrintStream out;
  private int groups;
  private long[] nanos = new long[0];

  private SpeedMain(Side side, String topic, PrintStream out) {
    this.side = side;
    this.topic = topic;
    this.out = out;
  }

  /** Arguments: which client, address of the NameServer, the topic to send to. */
  public static void main(String[] arguments) throws Exception {
    // what the clients print is nobody's answer
    PrintStream out = System.out;
    System.setOut(System.err);
    try (Side side =
            arguments[0].equals("official")
                ? new OfficialSide(arguments[1], arguments[2])
                : new CometSide(arguments[1], arguments[2]);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      new SpeedMain(side, arguments[2], out).serve(in);
    }
    System.exit(0);
  }

  private void serve(BufferedReader in) throws Exception {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      int count = Integer.parseInt(words[2]);
      nanos = new long[count];
      switch (words[0]) {
        case "sync" -> measure(() -> sync(Integer.parseInt(words[1]), Thread::new));
        case "virtual" -> measure(() -> sync(Integer.parseInt(words[1]), SpeedMain::virtual));
        case "async" -> measure(() -> async(Integer.parseInt(words[1])));
        case "oneway" -> measure(this::oneWay);
        case "paced" -> paced(words[1]);
        case "consume" -> measure(() -> consume(words[1]));
        case "follow" -> follow(words[1]);
        default -> throw new IOException("what is '" + line + "'?");
      }
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void measure(Work work) throws Exception {
    long cpu = SYSTEM.getProcessCpuTime();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    Arrays.sort(nanos);
    out.printf(
        "%d %.6f %.6f %.4f %.4f%n",
        nanos.length,
        seconds,
        cpuSeconds,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6);
    out.flush();
  }

  private void sync(int threads, ThreadFactory factory) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    CountDownLatch over = new CountDownLatch(threads);
    for (int t = 0; t < threads; t++) {
      factory
          .newThread(
              () -> {
                for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
                  long start = System.nanoTime();
                  send();
                  nanos[i] = System.nanoTime() - start;
                }
                over.countDown();
              })
          .start();
    }
    over.await();
  }

  /** A virtual thread, which Java has since 21; by name, as this compiles for 17. */
  private static Thread virtual(Runnable work) {
    try {
      Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
      return (Thread)
          Class.forName("java.lang.Thread$Builder")
              .getMethod("unstarted", Runnable.class)
              .invoke(builder, work);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("virtual threads need Java 21 or newer", e);
    }
  }

  private void send() {
    try {
      side.send(BODY);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void async(int inFlight) throws Exception {
    Semaphore free = new Semaphore(inFlight);
    for (int i = 0; i < nanos.length; i++) {
      free.acquire();
      int number = i;
      long start = System.nanoTime();
      side.sendAsync(
          BODY,
          () -> {
            nanos[number] = System.nanoTime() - start;
            free.release();
          });
    }
    free.acquire(inFlight);
  }

  /**
   * Every {@link #WINDOW}th message has a receipt, so that the work of what is queued counts, too.
   * The official client needs that: more than 65,535 queued at once stall its event loop.
   */
  private void oneWay() throws Exception {
    for (int i = 1; i <= nanos.length; i++) {
      if (i % WINDOW == 0) {
        side.send(BODY);
      } else {
        side.sendOneWay(topic, BODY);
      }
    }
  }

  private void paced(String to) throws Exception {
    // so that the client knows the topic
    side.sendOneWay(to, body(0));
    measure(
        () -> {
          long start = System.nanoTime();
          for (int i = 0; i < nanos.length; i++) {
            if (i % SpeedProcess.PER_MS == 0) {
              SpeedProcess.pause(start + i / SpeedProcess.PER_MS * 1_000_000L);
            }
            side.sendOneWay(to, body(System.nanoTime()));
          }
        });
  }

  private void consume(String from) throws Exception {
    AtomicInteger got = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(1);
    Side.Member consumer =
        side.consume(
            from,
            group(from),
            body -> {
              if (got.incrementAndGet() == nanos.length) {
                all.countDown();
              }
            });
    all.await();
    consumer.close();
  }

  private void follow(String from) throws Exception {
    AtomicInteger firsts = new AtomicInteger();
    AtomicInteger got = new AtomicInteger();
    CountDownLatch ready = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(1);
    Side.Member consumer =
        side.consume(
            from,
            group(from),
            body -> {
              long sent = ByteBuffer.wrap(body).getLong();
              if (sent == 0) {
                if (firsts.incrementAndGet() == FIRSTS) {
                  ready.countDown();
                }
                return;
              }
              int i = got.getAndIncrement();
              nanos[i] = System.nanoTime() - sent;
              if (i == nanos.length - 1) {
                all.countDown();
              }
            });
    ready.await();
    out.println("READY");
    out.flush();
    measure(all::await);
    consumer.close();
  }

  private String group(String from) {
    return side.getClass().getSimpleName() + "-" + from + "-" + ++groups;
  }

  private static byte[] body(long now) {
    return ByteBuffer.allocate(BODY_BYTES).putLong(now).array();
  }
}

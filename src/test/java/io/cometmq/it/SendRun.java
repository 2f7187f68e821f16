package io.cometmq.it;

import io.cometmq.peer.api.PeerException;
import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerProducer;
import io.cometmq.peer.api.PeerSendResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;

/** Sends numbered messages from several threads and remembers which were acknowledged. */
final class SendRun {
  private static final int THREADS = 4;

  private final PeerProducer producer;
  private final String topic;
  private final int total;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger unanswered = new AtomicInteger();
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  SendRun(PeerProducer producer, String topic, int total) {
    this.producer = producer;
    this.topic = topic;
    this.total = total;
  }

  /** A body that tells its number and whether it is whole. */
  static byte[] body(int number) {
    String text = "message " + number + " ";
    CRC32 crc = new CRC32();
    String filling = text.repeat(1 + number % 20);
    crc.update(filling.getBytes(StandardCharsets.UTF_8));
    return (filling + "#" + crc.getValue()).getBytes(StandardCharsets.UTF_8);
  }

  /** The number of a body; fails when it is not whole. */
  static int number(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    int number = Integer.parseInt(text.substring(8, text.indexOf(' ', 8)));
    if (!Arrays.equals(body, body(number))) {
      throw new IllegalStateException("message " + number + " came damaged: " + text);
    }
    return number;
  }

  void start() {
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::send);
    }
    threads.shutdown();
  }

  private void send() {
    for (int number = next.getAndIncrement(); number < total; number = next.getAndIncrement()) {
      try {
        PeerMessage message = PeerMessage.of(topic, "t", body(number));
        PeerSendResult result =
            number % 2 == 0
                ? producer.send(message)
                : producer.sendAsync(message).get(10, TimeUnit.SECONDS);
        if (result.status().equals("SEND_OK")) {
          acknowledged.add(number);
        }
      } catch (PeerException | ExecutionException | TimeoutException e) {
        // not acknowledged: nobody may expect it, and it may be there all the same
        unanswered.incrementAndGet();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  int sent() {
    return next.get();
  }

  Set<Integer> acknowledged() {
    return acknowledged;
  }

  boolean isOver() {
    return threads.isTerminated();
  }
}

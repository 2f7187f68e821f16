package io.cometmq.client.internal.consumer;

import io.cometmq.client.PullResult;
import io.cometmq.client.ReceivedMessage;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.model.MessageQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one queue ahead of whoever takes its messages: asks for more while there is room, waits at
 * the broker while there is nothing, and tries again when something fails. Owned by the client's
 * loop.
 */
final class QueueReader {
  /** RocketMQ gives no more than 32 messages at once, whatever is asked for. */
  private static final int MOST_PER_PULL = 128;

  private static final int FEW_PER_PULL = 32;
  private static final Duration WAIT = Duration.ofSeconds(15);
  private static final long PAUSE_MS = 1_000;

  private final ClientCore core;
  private final QueuePuller puller;
  private final int readAhead;
  private final int perPull;
  private final Runnable onNews;
  private final Consumer<Throwable> onFailure;
  private final Deque<ReceivedMessage> buffer = new ArrayDeque<>();
  private long readOffset;
  private long position;

  /** Grows with each seek, so that the answer to an older pull is known as such. */
  private int era;

  private boolean pulling;
  private boolean paused;
  private boolean closed;
  private Runnable onMoved = () -> {};

  QueueReader(
      ClientCore core,
      QueuePuller puller,
      int readAhead,
      long offset,
      Runnable onNews,
      Consumer<Throwable> onFailure) {
    this.core = core;
    this.puller = puller;
    this.readAhead = readAhead;
    // half of what may be here, so that the next ones come while those before are handled
    this.perPull =
        Math.max(Math.min(readAhead, FEW_PER_PULL), Math.min(readAhead / 2, MOST_PER_PULL));
    this.readOffset = offset;
    this.position = offset;
    this.onNews = onNews;
    this.onFailure = onFailure;
  }

  /** Is told when the broker says to go on at an earlier offset than was read. */
  void onMoved(Runnable listener) {
    onMoved = listener;
  }

  MessageQueue queue() {
    return puller.queue();
  }

  /** Behind the last message taken. */
  long position() {
    return buffer.isEmpty() ? readOffset : position;
  }

  void setPaused(boolean value) {
    paused = value;
  }

  /** Reads no further; the position stays. */
  void close() {
    closed = true;
    era++;
    readOffset = position();
    buffer.clear();
  }

  void seek(long offset) {
    era++;
    pulling = false;
    buffer.clear();
    readOffset = offset;
    position = offset;
    readOn();
  }

  /** The next message, null when there is none at hand. */
  @Nullable ReceivedMessage take() {
    ReceivedMessage message = paused ? null : buffer.poll();
    if (message != null) {
      position = message.queueOffset() + 1;
      readOn();
    }
    return message;
  }

  /** Asks for more when there is room. */
  void readOn() {
    if (pulling || closed || buffer.size() + perPull > readAhead) {
      return;
    }
    pulling = true;
    int mine = era;
    puller
        .pull(readOffset, perPull, WAIT)
        .onComplete(
            done -> {
              if (mine != era) {
                return;
              }
              pulling = false;
              if (done.succeeded()) {
                onResult(done.result());
              } else {
                onFailed(done.cause());
              }
            });
  }

  private void onResult(PullResult result) {
    if (result.nextOffset() < readOffset) {
      buffer.clear();
      onMoved.run();
    }
    readOffset = result.nextOffset();
    if (buffer.isEmpty() && !result.messages().isEmpty()) {
      position = result.messages().get(0).queueOffset();
    }
    buffer.addAll(result.messages());
    readOn();
    if (!result.messages().isEmpty()) {
      onNews.run();
    }
  }

  private void onFailed(Throwable cause) {
    core.routes().refresh(queue().topic());
    onFailure.accept(cause);
    int mine = era;
    core.loop()
        .later(
            PAUSE_MS,
            () -> {
              if (mine == era) {
                readOn();
              }
            });
  }
}

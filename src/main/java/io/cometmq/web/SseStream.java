package io.cometmq.web;

import io.cometmq.web.feed.Batch;
import io.cometmq.web.feed.Credit;
import io.cometmq.web.feed.Feeds;
import io.cometmq.web.feed.Opened;
import io.cometmq.web.feed.Outlet;
import io.cometmq.web.feed.Subscription;
import io.cometmq.web.protocol.CometException;
import io.cometmq.web.protocol.FilterText;
import io.cometmq.web.protocol.StartAt;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A page that reads one topic as server-sent events. Owned by its event loop. */
final class SseStream implements Outlet {
  private static final int ENDLESS = Integer.MAX_VALUE;
  private static final int WRITE_QUEUE_BYTES = 256 << 10;
  private static final String LIFE = ": alive\n\n";

  private final HttpServerResponse response;
  private final Feeds feeds;
  private final Subscription subscription;
  private final long expiresMs;

  /**
   * Creates it.
   *
   * @param expiresMs when the page's token ends
   * @throws CometException when the filter is wrong
   */
  SseStream(
      HttpServerResponse response, Feeds feeds, String topic, FilterText filter, long expiresMs) {
    this.expiresMs = expiresMs;
    this.response = response;
    this.feeds = feeds;
    // what the page is ready to take is told by its socket alone
    this.subscription = new Subscription(0, topic, filter, new Credit(ENDLESS, ENDLESS), this);
  }

  /** Begins; fails with the exception that {@code failed} is given. */
  void open(StartAt start, long retryMs, Consumer<CometException> failed) {
    feeds.open(
        subscription,
        start,
        opened -> {
          response.setChunked(true).setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
          response.putHeader("Content-Type", "text/event-stream");
          response.putHeader("Cache-Control", "no-store");
          response.putHeader("X-Accel-Buffering", "no");
          response.drainHandler(room -> feeds.ready(subscription));
          response.write(head(opened, retryMs));
        },
        failed);
  }

  private static String head(Opened opened, long retryMs) {
    String recovered = opened.recovered() ? "" : notRecovered(opened.reason());
    String missing = opened.missing().isEmpty() ? "" : missing(opened.missing());
    // an id without data is remembered by the browser, for a resume before the first message
    return "retry: " + retryMs + "\nid: " + opened.cursor() + "\n\n" + recovered + missing;
  }

  @Override
  public boolean isFull() {
    return response.closed() || response.writeQueueFull();
  }

  @Override
  public void lost(Subscription to, String reason) {
    if (!response.closed()) {
      response.write(notRecovered(reason));
    }
  }

  @Override
  public void brokers(Subscription to, Collection<String> missing) {
    if (!response.closed()) {
      response.write(missing(missing));
    }
  }

  private static String missing(Collection<String> names) {
    JsonObject data = new JsonObject().put("missing", new JsonArray(List.copyOf(names)));
    return "event: brokers\ndata: " + data.encode() + "\n\n";
  }

  private static String notRecovered(@Nullable String reason) {
    return "event: recovered\ndata: {\"recovered\":false,\"reason\":\"" + reason + "\"}\n\n";
  }

  @Override
  public void deliver(Subscription to, Batch batch, int count) {
    subscription.credit().add(count);
    if (!response.closed()) {
      response.write(
          batch.frame("sse-" + count, Buffer.class, () -> Buffer.buffer(encode(batch, count))));
    }
  }

  private static byte[] encode(Batch batch, int count) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    for (int i = 0; i < count; i++) {
      String head = "id: " + batch.messages().get(i).cursor() + "\nevent: message\ndata: {";
      out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      out.writeBytes(batch.messages().get(i).fields());
      out.writeBytes("}\n\n".getBytes(StandardCharsets.US_ASCII));
    }
    return out.toByteArray();
  }

  /** Must be called every second. */
  void countLag() {
    feeds.lagNow(subscription);
  }

  /** Keeps proxies awake. */
  void alive() {
    if (!response.closed() && response.headWritten()) {
      response.write(LIFE);
    }
  }

  /** Ends with the token. The browser comes back by itself, with the cookie it has then. */
  void tick(long nowMs) {
    if (nowMs >= expiresMs && !response.ended() && response.headWritten()) {
      response.end("event: expired\ndata: {}\n\n");
      ended();
    }
  }

  /** Asks the page to come back after a while. */
  void goAway(long afterMs) {
    if (!response.closed() && response.headWritten()) {
      response.end("retry: " + afterMs + "\n\n");
    }
    ended();
  }

  /** The page is gone. */
  void ended() {
    feeds.close(subscription);
  }
}

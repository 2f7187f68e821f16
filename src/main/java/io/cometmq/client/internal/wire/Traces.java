package io.cometmq.client.internal.wire;

import io.cometmq.client.Message;
import io.vertx.core.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what happens to messages and sends it to the trace topic. A trace that can't be sent is
 * dropped: tracing never keeps a message waiting. Owned by the client's loop.
 */
public final class Traces {
  private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
  private static final long LINGER_MS = 200;

  /** Below what the official client takes for one message, 128,000 bytes. */
  private static final int MAX_CHARS = 32_000;

  private static final int MAX_EVENTS = 100;
  private static final int MAX_ON_THEIR_WAY = 64;

  private final String topic;
  private final ClientLoop loop;
  private final StringBuilder text = new StringBuilder();
  private final Set<String> keys = new LinkedHashSet<>();
  private Function<Message, Future<?>> sender = message -> Future.succeededFuture();
  private int events;
  private int onTheirWay;
  private long dropped;
  private boolean timerRuns;
  private Future<?> last = Future.succeededFuture();

  /** Creates it for this topic. */
  Traces(String topic, ClientLoop loop) {
    this.topic = topic;
    this.loop = loop;
  }

  /** Sends traces by these means from now on. */
  public void sendBy(Function<Message, Future<?>> means) {
    sender = means;
  }

  /** Whether messages of this topic leave traces: traces themselves don't. */
  public boolean isAbout(String messageTopic) {
    return !topic.equals(messageTopic);
  }

  /** Adds an event; it leaves soon. */
  public void add(TraceEvent event) {
    event.write(text);
    keys.addAll(event.keys());
    events++;
    if (events >= MAX_EVENTS || text.length() >= MAX_CHARS) {
      flush();
    } else if (!timerRuns) {
      timerRuns = true;
      loop.later(
          LINGER_MS,
          () -> {
            timerRuns = false;
            flush();
          });
    }
  }

  /** Sends what has been gathered; done when all traces have left or been dropped. */
  public Future<Void> flush() {
    if (events > 0) {
      Message trace = Message.of(topic, text.toString()).withKeys(keys.toArray(String[]::new));
      text.setLength(0);
      keys.clear();
      events = 0;
      send(trace);
    }
    return last.transform(done -> Future.succeededFuture());
  }

  private void send(Message trace) {
    if (onTheirWay >= MAX_ON_THEIR_WAY) {
      dropped++;
      LOG.debug("{} requests with traces dropped so far: the broker is too slow", dropped);
      return;
    }
    onTheirWay++;
    Future<?> before = last;
    last =
        sender
            .apply(trace)
            .transform(
                sent -> {
                  onTheirWay--;
                  if (sent.failed()) {
                    LOG.debug("a trace is dropped", sent.cause());
                  }
                  return before;
                });
  }
}

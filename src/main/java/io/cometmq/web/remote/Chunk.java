package io.cometmq.web.remote;

import io.cometmq.client.ReceivedMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a read of another broker's queue brought. Immutable.
 *
 * @param from where it was read from
 * @param next where to go on
 * @param reason why something between the two was not seen, as pages are told; null for nothing
 */
public record Chunk(long from, long next, List<ReceivedMessage> messages, @Nullable String reason) {
  /** Retention was faster. */
  public static final String EXPIRED = "expired";

  /** The queue is shorter than it was: it is another one, or the end of it was lost. */
  public static final String RECREATED = "recreated";

  /** Copies the list. */
  public Chunk {
    messages = List.copyOf(messages);
  }

  /** Whether whoever stands at this offset can go on with it. */
  boolean covers(long offset) {
    return offset == from || (from < offset && offset < next);
  }

  /** The messages from this offset on. */
  public List<ReceivedMessage> messagesFrom(long offset) {
    return offset <= from
        ? messages
        : messages.stream().filter(each -> each.queueOffset() >= offset).toList();
  }

  /** Bytes of all bodies. */
  public long bytes() {
    return messages.stream().mapToLong(each -> each.body().length).sum();
  }
}

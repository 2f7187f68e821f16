package io.cometmq.peer.api;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to send, or one that came; what only the broker or the client knows is empty, null or
 * -1 before. The body is not copied.
 *
 * @param properties all of them, also those the client keeps tags and keys in
 */
@SuppressWarnings("ArrayRecordComponent") // compared by tests, field by field
public record PeerMessage(
    String topic,
    @Nullable String tags,
    @Nullable String keys,
    byte[] body,
    Map<String, String> properties,
    int queueId,
    long queueOffset,
    String msgId,
    String offsetMsgId,
    int reconsumeTimes,
    String brokerName) {

  /** A message to send. */
  public static PeerMessage of(String topic, @Nullable String tags, byte[] body) {
    return new PeerMessage(topic, tags, null, body, Map.of(), -1, -1, "", "", 0, "");
  }

  /** A message to send, with a body of text. */
  public static PeerMessage of(String topic, @Nullable String tags, String body) {
    return of(topic, tags, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with keys, separated by spaces. */
  public PeerMessage withKeys(String newKeys) {
    return with(newKeys, properties);
  }

  /** The same with one more property; names that the client uses itself are not refused. */
  public PeerMessage withProperty(String name, String value) {
    Map<String, String> more = new HashMap<>(properties);
    more.put(name, value);
    return with(keys, Map.copyOf(more));
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  private PeerMessage with(@Nullable String newKeys, Map<String, String> newProperties) {
    return new PeerMessage(
        topic,
        tags,
        newKeys,
        body,
        newProperties,
        queueId,
        queueOffset,
        msgId,
        offsetMsgId,
        reconsumeTimes,
        brokerName);
  }
}

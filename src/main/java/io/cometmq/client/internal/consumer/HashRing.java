package io.cometmq.client.internal.consumer;

import io.cometmq.model.MessageQueue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Members on a ring, each at several places; a queue belongs to the next member on it. When a
 * member comes or goes, only its own queues change hands. The same ring as that of the official
 * client's {@code AllocateMessageQueueConsistentHash}. Owned by one call.
 */
final class HashRing {
  /** Places of each member. */
  private static final int PLACES = 10;

  private final TreeMap<Long, String> ring = new TreeMap<>();
  private final MessageDigest md5;

  HashRing(List<String> members) {
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
    for (String member : members) {
      for (int i = 0; i < PLACES; i++) {
        ring.put(hash(member + "-" + i), member);
      }
    }
  }

  /**
   * Those of the queues that belong to one member.
   *
   * @param topic their topic as brokers know it, with the namespace
   */
  List<MessageQueue> queuesOf(String member, String topic, List<MessageQueue> queues) {
    return ring.containsValue(member)
        ? queues.stream().filter(queue -> member.equals(owner(topic, queue))).toList()
        : List.of();
  }

  private String owner(String topic, MessageQueue queue) {
    // the text is part of the rule: it is what the official client's queues print
    String text =
        "MessageQueue [topic="
            + topic
            + ", brokerName="
            + queue.brokerName()
            + ", queueId="
            + queue.queueId()
            + "]";
    Map.Entry<Long, String> next = ring.ceilingEntry(hash(text));
    return next == null ? ring.firstEntry().getValue() : next.getValue();
  }

  /** The first four bytes of the MD5, as a number without a sign. */
  private long hash(String text) {
    md5.reset();
    byte[] digest = md5.digest(text.getBytes(StandardCharsets.UTF_8));
    return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt());
  }
}

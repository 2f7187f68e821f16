package io.cometmq.protocol.header;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers of answers to messages. Immutable. */
public final class ReplyHeaders {
  private static final List<String> LONG_NAMES =
      List.of(
          "producerGroup",
          "topic",
          "defaultTopic",
          "defaultTopicQueueNums",
          "queueId",
          "sysFlag",
          "bornTimestamp",
          "flag",
          "properties",
          "reconsumeTimes",
          "unitMode",
          "maxReconsumeTimes",
          "batch",
          "brokerName");

  /** SEND_REPLY_MESSAGE (324). */
  public record Reply(
      String producerGroup,
      String topic,
      String defaultTopic,
      int defaultTopicQueueNums,
      int queueId,
      int sysFlag,
      long bornTimestamp,
      int flag,
      @Nullable String properties,
      @Nullable Integer reconsumeTimes,
      @Nullable Boolean unitMode) {}

  /** PUSH_REPLY_MESSAGE_TO_CLIENT (326). */
  public record Push(
      String producerGroup,
      String topic,
      String defaultTopic,
      int defaultTopicQueueNums,
      int queueId,
      int sysFlag,
      long bornTimestamp,
      int flag,
      String properties,
      int reconsumeTimes,
      boolean unitMode,
      String bornHost,
      String storeHost,
      long storeTimestamp) {}

  private ReplyHeaders() {}

  /** The fields of SEND_REPLY_MESSAGE_V2 (325), which have letters from {@code a} on for names. */
  public static Map<String, String> longNames(Map<String, String> fields) {
    Map<String, String> renamed = new HashMap<>();
    fields.forEach(
        (name, value) -> {
          int letter = name.length() == 1 ? name.charAt(0) - 'a' : -1;
          boolean known = letter >= 0 && letter < LONG_NAMES.size();
          renamed.put(known ? LONG_NAMES.get(letter) : name, value);
        });
    return renamed;
  }
}

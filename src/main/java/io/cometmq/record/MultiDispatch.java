package io.cometmq.record;

import io.cometmq.model.PropertyNames;
import io.cometmq.model.Splitter;
import io.cometmq.model.TopicNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Light queues that a message goes to besides its own, as property INNER_MULTI_DISPATCH names them.
 * Immutable.
 *
 * <p>A second property holds the message's offset in each. It is written with a fixed number of
 * digits, so that the log's writer can fill them in without moving the rest of the record.
 *
 * @param topics names of the light topics, each of which has one queue
 */
public record MultiDispatch(List<String> topics) {
  /** Digits of an offset; enough for every long. */
  public static final int DIGITS = 20;

  private static final int MAX_TOPICS = 64;
  private static final String NO_OFFSET = "0".repeat(DIGITS);

  /** Copies the list. */
  public MultiDispatch {
    topics = List.copyOf(topics);
  }

  /**
   * Reads the names, separated by commas.
   *
   * @throws IllegalArgumentException for names that are none of light topics, with a text for the
   *     producer
   */
  public static MultiDispatch parse(String names) {
    List<String> topics = new ArrayList<>();
    for (String part : Splitter.on(",", names)) {
      String name = part.strip();
      String problem = TopicNames.isLight(name) ? TopicNames.topicProblem(name) : "";
      if (problem != null || topics.size() == MAX_TOPICS) {
        throw new IllegalArgumentException(
            "property "
                + PropertyNames.INNER_MULTI_DISPATCH
                + " holds '"
                + name
                + "'; allowed are up to "
                + MAX_TOPICS
                + " names that begin with "
                + TopicNames.LIGHT_PREFIX
                + ", separated by commas");
      }
      topics.add(name);
    }
    return new MultiDispatch(topics);
  }

  /** The value that the offsets are written over. */
  public String placeholder() {
    return String.join(",", Collections.nCopies(topics.size(), NO_OFFSET));
  }

  /**
   * Writes an offset over the placeholder.
   *
   * @param at index of the placeholder
   * @param number which of the offsets, from 0
   */
  public static void write(ByteBuffer buffer, int at, int number, long offset) {
    long rest = offset;
    int first = at + number * (DIGITS + 1);
    for (int i = first + DIGITS - 1; i >= first; i--) {
      buffer.put(i, (byte) ('0' + rest % 10));
      rest /= 10;
    }
  }
}

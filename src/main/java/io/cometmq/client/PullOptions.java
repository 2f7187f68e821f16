package io.cometmq.client;

import io.cometmq.model.TopicNames;

/**
 * How a pull consumer reads. Immutable; start with {@link #of}.
 *
 * @param group whose offsets it reads and commits
 * @param filter which messages it wants
 * @param readAhead most messages of one queue that a stream holds, 256
 */
public record PullOptions(String group, Filter filter, int readAhead) {
  /**
   * Checks what is given.
   *
   * @throws ClientException.Invalid naming what is wrong
   */
  public PullOptions {
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      throw new ClientException.Invalid(problem, null, "give the consumer's group another name");
    }
    if (readAhead < 1) {
      throw new ClientException.Invalid("readAhead is " + readAhead, null, "it must be at least 1");
    }
  }

  /** All messages, with the defaults. */
  public static PullOptions of(String group) {
    return new PullOptions(group, Filter.all(), 256);
  }

  /** The same for some messages only. */
  public PullOptions withFilter(Filter other) {
    return new PullOptions(group, other, readAhead);
  }

  /** The same reading ahead further or less far. */
  public PullOptions withReadAhead(int messages) {
    return new PullOptions(group, filter, messages);
  }
}

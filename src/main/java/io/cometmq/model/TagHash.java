package io.cometmq.model;

import org.jspecify.annotations.Nullable;

/** The number that stands for a tag in a consume queue. Stateless. */
public final class TagHash {
  private TagHash() {}

  /** Java's string hash of the tag, 0 for none. */
  public static long of(@Nullable String tags) {
    return tags == null || tags.isEmpty() ? 0 : tags.hashCode();
  }
}

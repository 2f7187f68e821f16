package io.cometmq.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Texts to look a stored value up in, however many they are. Immutable. */
final class TextSet {
  /** So few are compared faster than a hash is computed. */
  private static final int FEW = 4;

  private final byte[][] texts;

  /** Of each text; ascending. */
  private final int[] hashes;

  TextSet(Collection<String> texts) {
    this.texts =
        texts.stream()
            .distinct()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .sorted(Comparator.comparingInt(Arrays::hashCode))
            .toArray(byte[][]::new);
    this.hashes = Arrays.stream(this.texts).mapToInt(Arrays::hashCode).toArray();
  }

  /** Whether the value that was found last is one of them. */
  boolean hasValueOf(PropertyView message) {
    if (texts.length <= FEW) {
      return isAmong(message, 0, texts.length);
    }
    int hash = hash(message);
    int at = Arrays.binarySearch(hashes, hash);
    if (at < 0) {
      return false;
    }
    int from = at;
    while (from > 0 && hashes[from - 1] == hash) {
      from--;
    }
    int to = at + 1;
    while (to < hashes.length && hashes[to] == hash) {
      to++;
    }
    return isAmong(message, from, to);
  }

  private boolean isAmong(PropertyView message, int from, int to) {
    for (int i = from; i < to; i++) {
      if (message.is(texts[i])) {
        return true;
      }
    }
    return false;
  }

  /** As {@link Arrays#hashCode(byte[])} has it. */
  private static int hash(PropertyView message) {
    int hash = 1;
    for (int i = 0; i < message.length(); i++) {
      hash = 31 * hash + message.at(i);
    }
    return hash;
  }
}

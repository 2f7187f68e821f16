package io.cometmq.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the strings of names that come with every request, so that they are made once. Owned by one
 * event loop. Bounded: a name that falls on a taken place replaces what was there.
 */
public final class TextCache {
  private static final int SLOTS = 1024;
  private static final int MAX_LENGTH = 255;

  private final byte[] @Nullable [] keys = new byte[SLOTS][];
  private final @Nullable String[] values = new String[SLOTS];

  /** The text of the bytes from {@code start} to {@code end}. */
  String get(byte[] bytes, int start, int end) {
    if (end - start > MAX_LENGTH) {
      return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
    int hash = 1;
    for (int i = start; i < end; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    byte[] key = keys[slot];
    String value = values[slot];
    if (key != null
        && value != null
        && key.length == end - start
        && Arrays.equals(key, 0, key.length, bytes, start, end)) {
      return value;
    }
    String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    keys[slot] = Arrays.copyOfRange(bytes, start, end);
    values[slot] = text;
    return text;
  }
}

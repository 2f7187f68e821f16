package io.cometmq.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Finds values in a property string, {@code name 0x01 value 0x02 ...}, without copying it. Owned by
 * whoever uses it; the last find is remembered until the next.
 */
public final class PropertyScanner {
  private static final byte NAME_END = 1;
  private static final byte PAIR_END = 2;
  private static final long PAIR_ENDS = 0x0202020202020202L;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

  private int valueAt;
  private int valueLength;

  /**
   * Looks for a property. If it is there more than once the last one counts.
   *
   * @param buffer big-endian
   * @return whether it is there, with a value
   */
  public boolean find(ByteBuffer buffer, int at, int length, byte[] name) {
    boolean found = false;
    int end = at + length;
    int start = at;
    while (start < end) {
      int pairEnd = pairEnd(buffer, start, end);
      int value = start + name.length + 1;
      if (value < pairEnd && buffer.get(value - 1) == NAME_END && matches(buffer, start, name)) {
        valueAt = value;
        valueLength = pairEnd - value;
        found = true;
      }
      start = pairEnd + 1;
    }
    return found;
  }

  /**
   * Where the property that begins at {@code from} ends. Eight bytes at a time: most of a search is
   * spent on the values of other properties.
   *
   * @param buffer big-endian
   * @return index of its end mark, or {@code end} when it has none
   */
  public static int pairEnd(ByteBuffer buffer, int from, int end) {
    int i = from;
    while (end - i >= Long.BYTES) {
      long bytes = buffer.getLong(i) ^ PAIR_ENDS;
      // a set bit at the top of each byte that is 0 now
      long found = ~(((bytes & LOW_BITS) + LOW_BITS) | bytes | LOW_BITS);
      if (found != 0) {
        return i + Long.numberOfLeadingZeros(found) / Byte.SIZE;
      }
      i += Long.BYTES;
    }
    while (i < end && buffer.get(i) != PAIR_END) {
      i++;
    }
    return i;
  }

  private static boolean matches(ByteBuffer buffer, int at, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (buffer.get(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /** Index of the value that was found last. */
  public int valueAt() {
    return valueAt;
  }

  /** Length of the value that was found last. */
  public int valueLength() {
    return valueLength;
  }

  /** All properties, for those who need them as text. */
  public static Map<String, String> toMap(byte[] properties) {
    Map<String, String> map = new LinkedHashMap<>();
    for (String pair : split(new String(properties, StandardCharsets.UTF_8), '\u0002')) {
      int nameEnd = pair.indexOf(NAME_END);
      if (nameEnd > 0 && nameEnd < pair.length() - 1) {
        map.put(pair.substring(0, nameEnd), pair.substring(nameEnd + 1));
      }
    }
    return map;
  }

  private static Iterable<String> split(String text, char separator) {
    java.util.List<String> parts = new java.util.ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf(separator, start);
      if (end < 0) {
        end = text.length();
      }
      parts.add(text.substring(start, end));
      start = end + 1;
    }
    return parts;
  }

  /**
   * Continues a Java string hash over UTF-8 bytes as if they had been decoded to a string first.
   *
   * @param hash the hash so far, 0 to begin with
   */
  public static int hash(int hash, ByteBuffer buffer, int at, int length) {
    int result = hash;
    for (int i = 0; i < length; i++) {
      byte b = buffer.get(at + i);
      if (b < 0) {
        return hashDecoded(hash, buffer, at, length);
      }
      result = 31 * result + b;
    }
    return result;
  }

  private static int hashDecoded(int hash, ByteBuffer buffer, int at, int length) {
    byte[] bytes = new byte[length];
    buffer.get(at, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8);
    int result = hash;
    for (int i = 0; i < text.length(); i++) {
      result = 31 * result + text.charAt(i);
    }
    return result;
  }
}

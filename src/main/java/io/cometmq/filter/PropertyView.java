package io.cometmq.filter;

import io.cometmq.record.PropertyScanner;
import io.cometmq.record.RecordView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The properties of one message where they are stored. Owned by whoever uses it; it moves to
 * another message without allocating. The value that was found last can be looked at until the next
 * is looked for.
 */
public final class PropertyView {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final RecordView record = new RecordView();
  private final PropertyScanner scanner = new PropertyScanner();
  private ByteBuffer buffer = NOTHING;
  private int at;
  private int length;

  /** Moves to the record that starts at this index. */
  public PropertyView record(ByteBuffer bytes, int index) {
    record.wrap(bytes, index);
    return properties(bytes, record.propertiesAt(), record.propertiesLength());
  }

  /** Moves to a property string, {@code name 0x01 value 0x02 ...}. */
  public PropertyView properties(ByteBuffer bytes, int propertiesAt, int propertiesLength) {
    buffer = bytes;
    at = propertiesAt;
    length = propertiesLength;
    return this;
  }

  /** Whether there is a property of this name; a value of no length counts as none. */
  boolean find(byte[] name) {
    return scanner.find(buffer, at, length, name);
  }

  /** Length of the value that was found, in bytes; at least 1. */
  int length() {
    return scanner.valueLength();
  }

  /** A byte of the value that was found. */
  byte at(int index) {
    return buffer.get(scanner.valueAt() + index);
  }

  /** The value that was found. */
  String text() {
    byte[] bytes = new byte[length()];
    buffer.get(scanner.valueAt(), bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Whether these bytes stand in the value that was found, from this index on. */
  boolean has(byte[] bytes, int index) {
    if (index < 0 || length() - index < bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (at(index + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether these bytes are the value that was found. */
  boolean is(byte[] bytes) {
    return length() == bytes.length && has(bytes, 0);
  }

  /** Whether these bytes stand anywhere in the value that was found. */
  boolean contains(byte[] bytes) {
    for (int i = 0; i <= length() - bytes.length; i++) {
      if (has(bytes, i)) {
        return true;
      }
    }
    return false;
  }
}

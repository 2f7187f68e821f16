package io.cometmq.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the fields of a hot header in one pass. Owned by one event loop and filled again for each
 * header.
 */
final class FieldFinder {
  private final String[] names;
  private final byte[][] bytes;
  private final int required;
  private final int[] fields;

  /**
   * Creates a finder.
   *
   * @param required so many names, from the first on, must be there
   */
  FieldFinder(int required, String... names) {
    this.names = names;
    this.required = required;
    this.fields = new int[names.length];
    this.bytes = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      bytes[i] = names[i].getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * Looks at a header.
   *
   * @throws IllegalArgumentException naming a field that is missing
   */
  void find(HeaderView header) {
    Arrays.fill(fields, -1);
    for (int i = 0; i < header.count(); i++) {
      for (int name = 0; name < bytes.length; name++) {
        if (header.isNamed(i, bytes[name])) {
          fields[name] = i;
          break;
        }
      }
    }
    for (int i = 0; i < required; i++) {
      if (fields[i] < 0) {
        throw new IllegalArgumentException("header field " + names[i] + " is missing");
      }
    }
  }

  /** Place of a name's field in the header; -1 when it is not there. */
  int at(int name) {
    return fields[name];
  }
}

package io.cometmq.tool.traffic;

import io.cometmq.tool.cli.ToolException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Where the bodies of messages come from. Owned by the thread that sends. */
interface Bodies {
  /**
   * A body and its key.
   *
   * @param key null for none of its own
   */
  record Draft(byte[] body, @Nullable String key) {}

  /** The next one, null after the last; may wait for it. */
  @Nullable Draft next();

  /** The same text again and again. */
  static Bodies of(String text, long count) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    return counted(() -> new Draft(body, null), count);
  }

  /** Letters and digits by chance, so that they can be looked at and hardly be packed. */
  static Bodies random(int bytes, long count, Random random) {
    return counted(() -> new Draft(letters(bytes, random), null), count);
  }

  private static byte[] letters(int bytes, Random random) {
    byte[] body = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      body[i] = (byte) Character.forDigit(random.nextInt(Character.MAX_RADIX), Character.MAX_RADIX);
    }
    return body;
  }

  /**
   * The lines of a text.
   *
   * @param separator stands behind the key of a line; null when lines have none
   */
  static Bodies lines(BufferedReader reader, @Nullable String separator, long count) {
    return counted(() -> line(reader, separator), count);
  }

  private static @Nullable Draft line(BufferedReader reader, @Nullable String separator) {
    try {
      String line = reader.readLine();
      if (line == null) {
        return null;
      }
      int at = separator == null ? -1 : line.indexOf(separator);
      if (separator == null || at < 0) {
        return new Draft(line.getBytes(StandardCharsets.UTF_8), null);
      }
      byte[] body = line.substring(at + separator.length()).getBytes(StandardCharsets.UTF_8);
      return new Draft(body, at == 0 ? null : line.substring(0, at));
    } catch (IOException e) {
      throw new ToolException("cannot read further lines: " + e, e);
    }
  }

  private static Bodies counted(Bodies all, long count) {
    return new Bodies() {
      private long left = count;

      @Override
      public @Nullable Draft next() {
        return left-- > 0 ? all.next() : null;
      }
    };
  }
}

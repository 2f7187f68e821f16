package io.cometmq.store.file;

/** File names that say the position of their first byte, in 20 decimal digits. Stateless. */
public final class FileNames {
  private static final int DIGITS = 20;

  private FileNames() {}

  /** The name of the file that starts at this position. */
  public static String of(long position) {
    String digits = Long.toString(position);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** The position that a name says, -1 when it is not such a name. */
  public static long position(String name) {
    if (name.length() != DIGITS) {
      return -1;
    }
    long position = 0;
    for (int i = 0; i < DIGITS; i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      position = position * 10 + digit;
    }
    return position;
  }
}

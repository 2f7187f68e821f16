package io.cometmq.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What an earlier JSON header of a connection looked like. A client that sends in a row writes the
 * same header again with another number, time and id; such a one need not be parsed, for all that
 * it has in common with the earlier one, quotes and commas included, is known to stand where it
 * stood. Owned by the event loop of its connection.
 */
final class HeaderShape {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int WORD = Long.BYTES;
  private static final long EACH_BYTE = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = '"' * EACH_BYTE;
  private static final long BACKSLASHES = '\\' * EACH_BYTE;

  /** After so many headers in a row that were new, only some are remembered. */
  private static final int PATIENCE = 8;

  /** Longer headers are not remembered; those of sends have some hundred bytes. */
  private static final int MAX_BYTES = 8 << 10;

  private byte[] last = new byte[0];

  /** All bits set where a byte may be another one without changing what the others mean. */
  private byte[] free = new byte[0];

  /** Length of the header, -1 when none is known. */
  private int length = -1;

  private int opaqueStart;
  private int opaqueEnd;
  private int opaque;
  private int unlike;

  /** How long an array must be in which {@link #fits} looks at a header of this length. */
  static int paddedLength(int headerLength) {
    return headerLength + WORD;
  }

  /** Sets what {@link #fits} reads behind a header to what it expects there. */
  static void pad(byte[] bytes, int headerLength) {
    LONGS.set(bytes, headerLength, 0L);
  }

  /** Forgets the header. */
  void forget() {
    length = -1;
  }

  /** Whether this header means what the last one meant, but for values of fields and its number. */
  boolean fits(byte[] bytes, int headerLength) {
    if (headerLength != length) {
      return false;
    }
    for (int i = 0; i < headerLength; i += WORD) {
      long word = (long) LONGS.get(bytes, i);
      long changed = word ^ (long) LONGS.get(last, i);
      if (changed != 0 && !mayBe(word, changed, (long) LONGS.get(free, i))) {
        return false;
      }
    }
    if (!readOpaque(bytes)) {
      return false;
    }
    unlike = 0;
    return true;
  }

  /** The number of the header that fitted. */
  int opaque() {
    return opaque;
  }

  private static boolean mayBe(long word, long changed, long freely) {
    // a quote or a backslash at a free place would end a string or begin an escape
    return (changed & ~freely) == 0
        && ((zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES)) & freely) == 0;
  }

  /** The high bit of each byte that is zero, and perhaps of one after such a byte. */
  private static long zeroBytes(long word) {
    return (word - EACH_BYTE) & ~word & HIGH_BITS;
  }

  private boolean readOpaque(byte[] bytes) {
    long number = 0;
    boolean negative = bytes[opaqueStart] == '-';
    if (negative && opaqueEnd - opaqueStart == 1) {
      return false;
    }
    for (int i = negative ? opaqueStart + 1 : opaqueStart; i < opaqueEnd; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      number = 10 * number + digit;
    }
    opaque = (int) (negative ? -number : number);
    return true;
  }

  /**
   * Remembers a header that has been parsed.
   *
   * @param opaqueFrom where its number stands, which is digits and perhaps a sign before them; the
   *     same as {@code opaqueTo} if it has none
   */
  void learn(HeaderView view, int opaqueFrom, int opaqueTo) {
    unlike++;
    boolean rests = unlike > PATIENCE && unlike % PATIENCE != 0;
    if (rests || opaqueFrom == opaqueTo || view.length > MAX_BYTES) {
      return;
    }
    int size = paddedLength(view.length);
    if (last.length < size) {
      int room = (size + 255) / 256 * 256;
      last = new byte[room];
      free = new byte[room];
    }
    System.arraycopy(view.bytes, 0, last, 0, view.length);
    pad(last, view.length);
    Arrays.fill(free, 0, size, (byte) 0);
    opaqueStart = opaqueFrom;
    opaqueEnd = opaqueTo;
    boolean sign = last[opaqueFrom] == '-';
    Arrays.fill(free, sign ? opaqueFrom + 1 : opaqueFrom, opaqueTo, (byte) -1);
    for (int i = 0; i < view.count(); i++) {
      int from = view.valueStart(i);
      int to = view.valueEnd(i);
      if (last[from - 1] == '"') {
        freeText(from, to);
      }
    }
    length = view.length;
  }

  private void freeText(int from, int to) {
    int i = from;
    while (i < to) {
      if (last[i] != '\\') {
        free[i++] = -1;
      } else if (i + 1 < to && last[i + 1] == 'u') {
        i += 6;
      } else {
        i += 2;
      }
    }
  }
}

package io.cometmq.record;

import java.nio.charset.StandardCharsets;

/**
 * Writes offset message ids, store host and physical offset in upper-case hexadecimal, without
 * making strings. Immutable.
 */
public final class MessageIdText {
  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final byte[] host;

  /** Creates a writer for messages stored by this host. */
  public MessageIdText(HostAddress storeHost) {
    int ip = storeHost.ip().length;
    host = new byte[2 * (ip + 4)];
    for (int i = 0; i < ip; i++) {
      host[2 * i] = DIGITS[storeHost.ip()[i] >> 4 & 15];
      host[2 * i + 1] = DIGITS[storeHost.ip()[i] & 15];
    }
    hex(storeHost.port(), 8, host, 2 * ip);
  }

  /** Length of an id: 32 for an IPv4 host, 56 for an IPv6 one. */
  public int length() {
    return host.length + 16;
  }

  /** Writes the id of the record at this position of the log. */
  public void write(long physicalOffset, byte[] to, int at) {
    System.arraycopy(host, 0, to, at, host.length);
    hex(physicalOffset, 16, to, at + host.length);
  }

  private static void hex(long value, int digits, byte[] to, int at) {
    long rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      to[i] = DIGITS[(int) rest & 15];
      rest >>>= 4;
    }
  }
}

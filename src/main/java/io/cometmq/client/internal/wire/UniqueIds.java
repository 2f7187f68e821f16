package io.cometmq.client.internal.wire;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Random;

/**
 * Makes ids of messages as the official client does, so that tools can read from them when a
 * message was sent. Owned by the client's loop.
 *
 * <pre>
 *   32 upper-case hexadecimal digits of
 *   IPv4 address 4 | process id 2 | number of this client 4 | ms since the month began 4 | counter 2
 * </pre>
 */
public final class UniqueIds {
  private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  /** Length of an id. */
  public static final int BYTES = 32;

  private static final int PREFIX_BYTES = 10;

  private final byte[] prefix = new byte[2 * PREFIX_BYTES];
  private long monthStartMs;
  private long nextMonthMs;
  private int counter;

  /** Creates a source of ids that no other client has. */
  public UniqueIds() {
    byte[] raw =
        ByteBuffer.allocate(PREFIX_BYTES)
            .put(ownAddress())
            .putShort((short) ProcessHandle.current().pid())
            .putInt(new Random().nextInt())
            .array();
    for (int i = 0; i < raw.length; i++) {
      hex(raw[i], 2, prefix, 2 * i);
    }
  }

  /** The next id. */
  public byte[] next() {
    byte[] id = new byte[BYTES];
    next(id);
    return id;
  }

  /** Writes the next id. */
  public void next(byte[] id) {
    long now = System.currentTimeMillis();
    if (now >= nextMonthMs) {
      ZoneId zone = ZoneId.systemDefault();
      LocalDate month = LocalDate.now(zone).withDayOfMonth(1);
      monthStartMs = month.atStartOfDay(zone).toInstant().toEpochMilli();
      nextMonthMs = month.plusMonths(1).atStartOfDay(zone).toInstant().toEpochMilli();
    }
    System.arraycopy(prefix, 0, id, 0, prefix.length);
    hex((int) (now - monthStartMs), 8, id, prefix.length);
    hex(counter++, 4, id, prefix.length + 8);
  }

  /** An address of this machine that others see, the loopback one if there is none. */
  public static byte[] ownAddress() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .map(InetAddress::getAddress)
          .findFirst()
          .orElse(new byte[] {127, 0, 0, 1});
    } catch (SocketException e) {
      return new byte[] {127, 0, 0, 1};
    }
  }

  private static void hex(int value, int digits, byte[] to, int at) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      to[i] = DIGITS[rest & 15];
      rest >>>= 4;
    }
  }
}

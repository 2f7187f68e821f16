package io.cometmq.broker.connection.handler;

import io.cometmq.util.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * Makes unique ids for messages that come without one, in the form that clients give: address,
 * process, a number for this maker, milliseconds since the start of the month, counter. Owned by
 * one event loop.
 */
final class UniqueIds {
  private static final int DIGITS = 32;

  private final byte[] prefix;
  private final byte[] id = new byte[DIGITS];
  private final Clock clock;
  private long monthStart;
  private long monthEnd;
  private int counter;

  UniqueIds(byte[] ip, int loop, Clock clock) {
    this.clock = clock;
    ByteBuffer bytes = ByteBuffer.allocate(10);
    bytes.put(ip, Math.max(0, ip.length - 4), 4);
    bytes.putShort((short) ProcessHandle.current().pid());
    bytes.putInt(loop ^ System.identityHashCode(this));
    this.prefix =
        HexFormat.of().withUpperCase().formatHex(bytes.array()).getBytes(StandardCharsets.US_ASCII);
  }

  /** The next id; valid until the call after it. */
  byte[] next() {
    long now = clock.millis();
    if (now >= monthEnd || now < monthStart) {
      LocalDateTime start =
          LocalDateTime.ofInstant(Instant.ofEpochMilli(now), ZoneId.systemDefault())
              .withDayOfMonth(1)
              .truncatedTo(ChronoUnit.DAYS);
      monthStart = start.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
      monthEnd = start.plusMonths(1).atZone(ZoneId.systemDefault()).toInstant().toEpochMilli();
    }
    System.arraycopy(prefix, 0, id, 0, prefix.length);
    hex((int) (now - monthStart), 8, prefix.length);
    hex(counter++ & 0xFFFF, 4, prefix.length + 8);
    return id;
  }

  private void hex(int value, int digits, int at) {
    int rest = value;
    for (int i = at + digits - 1; i >= at; i--) {
      id[i] = (byte) Character.toUpperCase(Character.forDigit(rest & 15, 16));
      rest >>>= 4;
    }
  }
}

package io.cometmq.record;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An address as a record holds it. Immutable.
 *
 * @param ip 4 or 16 bytes
 */
public record HostAddress(byte[] ip, int port) {
  /** Takes over a resolved address. */
  public static HostAddress of(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    if (host == null) {
      throw new IllegalArgumentException(address + " is not resolved");
    }
    return new HostAddress(host.getAddress(), address.getPort());
  }

  /** Whether this is an IPv6 address. */
  public boolean isV6() {
    return ip.length == 16;
  }

  void write(ByteBuffer out) {
    out.put(ip).putInt(port);
  }

  static HostAddress read(ByteBuffer in, int at, boolean v6) {
    byte[] ip = new byte[v6 ? 16 : 4];
    in.get(at, ip);
    return new HostAddress(ip, in.getInt(at + ip.length));
  }

  /** The address as a socket address. */
  public InetSocketAddress toSocketAddress() {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new IllegalStateException("a record with a host that is no address", e);
    }
  }

  /** {@code ip:port}, as RocketMQ's headers have it. */
  public String toText() {
    return toSocketAddress().getAddress().getHostAddress() + ":" + port;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostAddress that
        && java.util.Arrays.equals(ip, that.ip)
        && port == that.port;
  }

  @Override
  public int hashCode() {
    return 31 * java.util.Arrays.hashCode(ip) + port;
  }

  @Override
  public String toString() {
    return toSocketAddress().toString();
  }
}

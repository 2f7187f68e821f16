package io.cometmq.config;

import org.jspecify.annotations.Nullable;

/**
 * The address that clients are told to reach the broker at. Immutable.
 *
 * @param host null when the broker chooses an address of this machine by itself
 * @param port 0 for the port the broker listens on
 */
public record Advertise(@Nullable String host, int port) {
  /** The broker chooses. */
  public static final Advertise AUTO = new Advertise(null, 0);

  static Advertise parse(String text) {
    if (text.strip().equals("auto")) {
      return AUTO;
    }
    Address address = Address.parse(text, 0);
    if (address.host().equals("0.0.0.0") || address.host().equals("::")) {
      throw new IllegalArgumentException("nobody can connect to " + text);
    }
    return new Advertise(address.host(), address.port());
  }
}

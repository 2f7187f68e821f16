package io.cometmq.launcher;

import io.cometmq.config.Advertise;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.Collections;

/** Chooses the address that clients are told to reach the broker at. Stateless. */
final class AdvertisedAddress {
  private AdvertisedAddress() {}

  /**
   * The address to advertise: the one that the settings name, else the one the broker listens on,
   * else one of this machine that others can reach.
   *
   * @throws StartException when the name in the settings can't be resolved
   */
  static InetSocketAddress choose(Advertise advertise, String listenHost, int listenPort) {
    int port = advertise.port() == 0 ? listenPort : advertise.port();
    String host = advertise.host();
    try {
      if (host != null) {
        return new InetSocketAddress(InetAddress.getByName(host), port);
      }
      InetAddress listening = InetAddress.getByName(listenHost);
      return new InetSocketAddress(
          listening.isAnyLocalAddress() ? ofThisMachine() : listening, port);
    } catch (IOException e) {
      throw new StartException(
          "broker.advertise: the address "
              + (host == null ? listenHost : host)
              + " can't be resolved; name one that clients can reach, as host[:port]",
          e);
    }
  }

  private static InetAddress ofThisMachine() throws IOException {
    InetAddress best = InetAddress.getLoopbackAddress();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (card.isUp() && !card.isLoopback() && !card.isPointToPoint()) {
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (address instanceof Inet4Address && !address.isLinkLocalAddress()) {
            return address;
          }
        }
      }
    }
    return best;
  }
}

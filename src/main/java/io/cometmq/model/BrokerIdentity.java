package io.cometmq.model;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Who a broker is to its clients. Immutable.
 *
 * @param cluster name of its cluster
 * @param name its own name, unique in the cluster for each group of replicas
 * @param id 0 for a master
 * @param address where clients reach it; resolved, never a wildcard. It is also the store host in
 *     every record, from which clients read where to find a message by its id.
 */
public record BrokerIdentity(String cluster, String name, long id, InetSocketAddress address) {
  /** Refuses an address that clients can't connect to. */
  public BrokerIdentity {
    InetAddress host = address.getAddress();
    if (host == null || host.isAnyLocalAddress()) {
      throw new IllegalArgumentException("clients can't connect to " + address);
    }
  }

  /** The address as clients write it: {@code ip:port}. */
  public String addressText() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}

package io.cometmq.protocol.body;

import java.util.ArrayList;
import java.util.List;

/** Reads the body of the answer to GET_BROKER_CLUSTER_INFO. Stateless. */
public final class ClusterInfoBody {
  private ClusterInfoBody() {}

  /** Names of all brokers that the NameServer knows. */
  public static List<String> brokerNames(byte[] body) {
    List<String> names = new ArrayList<>();
    JsonBody.read(body).path("brokerAddrTable").fieldNames().forEachRemaining(names::add);
    return names;
  }
}

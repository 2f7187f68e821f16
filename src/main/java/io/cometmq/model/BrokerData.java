package io.cometmq.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of one broker are. Immutable.
 *
 * @param brokerAddrs address by id; 0 is the master
 * @param enableActingMaster whether a slave may stand in for the master
 */
public record BrokerData(
    String cluster,
    String brokerName,
    SortedMap<Long, String> brokerAddrs,
    boolean enableActingMaster,
    @Nullable String zoneName) {
  /** Copies the addresses. */
  public BrokerData {
    brokerAddrs = Collections.unmodifiableSortedMap(new TreeMap<>(brokerAddrs));
  }
}

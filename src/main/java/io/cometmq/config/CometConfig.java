package io.cometmq.config;

import java.util.Set;

/** All settings of one process, checked. Immutable. */
public record CometConfig(
    Set<Role> roles,
    NamesrvConfig namesrv,
    BrokerConfig broker,
    WebConfig web,
    StoreConfig store,
    MessageConfig message,
    DelayConfig delay,
    TransactionConfig transaction,
    NetConfig net,
    LogConfig log) {

  /** Whether this process plays {@code role}. */
  public boolean has(Role role) {
    return roles.contains(role);
  }

  static CometConfig of(ConfigValues values) {
    return new CometConfig(
        Set.copyOf(values.get(ConfigKeys.ROLES)),
        NamesrvConfig.of(values),
        BrokerConfig.of(values),
        WebConfig.of(values),
        StoreConfig.of(values),
        MessageConfig.of(values),
        DelayConfig.of(values),
        TransactionConfig.of(values),
        NetConfig.of(values),
        LogConfig.of(values));
  }
}

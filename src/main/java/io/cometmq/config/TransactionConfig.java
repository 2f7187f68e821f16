package io.cometmq.config;

/**
 * Settings of transactions. Immutable.
 *
 * @param timeoutMs age of an open transaction at which its producer is asked
 * @param checkIntervalMs time between two rounds of asking
 * @param maxChecks how often a producer is asked before the message is given up
 */
public record TransactionConfig(long timeoutMs, long checkIntervalMs, int maxChecks) {
  static TransactionConfig of(ConfigValues values) {
    return new TransactionConfig(
        values.get(ConfigKeys.TRANSACTION_TIMEOUT),
        values.get(ConfigKeys.TRANSACTION_CHECK_INTERVAL),
        values.get(ConfigKeys.TRANSACTION_MAX_CHECKS));
  }
}

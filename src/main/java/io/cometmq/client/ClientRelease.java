package io.cometmq.client;

/**
 * Names of the numbers by which clients and brokers tell their release: RocketMQ counts two for
 * each release since 4.0.0, a snapshot and the release itself. Stateless.
 */
final class ClientRelease {
  private static final int FIRST_OF_4 = 212;
  private static final int PER_MAJOR = 200;
  private static final int PER_MINOR = 20;

  private ClientRelease() {}

  /** Such as {@code 5.5.0}; releases before 4 are all {@code 3}. */
  static String of(int version) {
    if (version < FIRST_OF_4) {
      return version < 0 ? "?" : "3";
    }
    int since = version - FIRST_OF_4;
    int within = since % PER_MAJOR;
    String snapshot = since % 2 == 0 ? "-SNAPSHOT" : "";
    return (4 + since / PER_MAJOR)
        + "."
        + within / PER_MINOR
        + "."
        + within % PER_MINOR / 2
        + snapshot;
  }
}

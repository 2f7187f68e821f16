package io.cometmq.broker.connection.handler;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the broker by the names that RocketMQ's tools know, and which of them change while it
 * runs. Safe for any thread.
 */
public final class RuntimeSettings {
  /** Whether the broker itself moves groups, or has their consumers do it. */
  static final String RESET_ON_SERVER = "useServerSideResetOffset";

  /** Whether sends may make topics. */
  static final String AUTO_CREATE = "autoCreateTopicEnable";

  /**
   * A setting that only a restart changes. Immutable.
   *
   * @param name RocketMQ's
   * @param key CometMQ's, empty when there is none
   */
  public record Fixed(String name, String value, String key) {}

  private final List<Fixed> fixed;
  private volatile boolean resetsOnServer = true;

  /** Creates the settings of a broker. */
  public RuntimeSettings(List<Fixed> fixed) {
    this.fixed = List.copyOf(fixed);
  }

  /** Whether the broker itself moves groups. */
  boolean resetsOnServer() {
    return resetsOnServer;
  }

  void resetOnServer(boolean value) {
    resetsOnServer = value;
  }

  /** What only a restart changes. */
  List<Fixed> fixed() {
    return fixed;
  }

  /** Why a setting can't be changed to this value; null when it can. */
  @Nullable String problem(String name, String value) {
    if (name.equals(RESET_ON_SERVER) || name.equals(AUTO_CREATE)) {
      return value.equals("true") || value.equals("false")
          ? null
          : name + " is true or false, not '" + value + "'";
    }
    for (Fixed setting : fixed) {
      if (setting.name().equals(name)) {
        return setting.key().isEmpty()
            ? name + " is always " + setting.value() + " in CometMQ"
            : name
                + " can't change while the broker runs: set "
                + setting.key()
                + " in its configuration and restart it";
      }
    }
    return name
        + " is no setting of CometMQ; "
        + RESET_ON_SERVER
        + " and "
        + AUTO_CREATE
        + " can be changed while the broker runs, see docs/configuration.md for the others";
  }
}

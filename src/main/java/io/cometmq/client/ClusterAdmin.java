package io.cometmq.client;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brokers and NameServers, see {@link Admin}. */
public interface ClusterAdmin {
  /** What a broker is for its replicas. */
  enum Role {
    /** Takes messages. */
    MASTER,
    /** Has copies. */
    REPLICA
  }

  /**
   * A broker that a NameServer knows. Immutable.
   *
   * @param id 0 for the master
   * @param address {@code host:port}
   */
  record Broker(String cluster, String name, long id, String address) {
    /** What it is for its replicas. */
    public Role role() {
      return id == 0 ? Role.MASTER : Role.REPLICA;
    }
  }

  /**
   * How a broker does, by its own account. Immutable.
   *
   * @param version such as {@code CometMQ_0.1} or {@code V5_5_0}
   * @param started when it started, null when it does not say
   * @param inPerSecond messages that it takes in a second, of late
   * @param outPerSecond messages that it gives out in a second, of late
   * @param inToday messages taken since midnight
   * @param outToday messages given out since midnight
   * @param diskUsed part of the disk that is used, 0 to 1; negative when it does not say
   * @param logBytes bytes of messages that it keeps
   * @param earliest when the oldest message was stored, null when there is none
   * @param behindBytes bytes of messages that consumers can't see yet
   * @param all everything that it says, by RocketMQ's names
   */
  record Status(
      String version,
      @Nullable Instant started,
      double inPerSecond,
      double outPerSecond,
      long inToday,
      long outToday,
      double diskUsed,
      long logBytes,
      @Nullable Instant earliest,
      long behindBytes,
      Map<String, String> all) {}

  /**
   * A broker and how it does, or why that is not known. Immutable.
   *
   * @param status null when it did not answer
   * @param failure why it did not answer, null when it did
   */
  record Report(Broker broker, @Nullable Status status, @Nullable ClientException failure) {}

  /**
   * One of the client's NameServers. Immutable.
   *
   * @param settings by name, as it has them; empty when it did not answer
   * @param failure why it did not answer, null when it did
   */
  record NameServer(
      String address, Map<String, String> settings, @Nullable ClientException failure) {}

  /** All brokers that a NameServer knows, by cluster, name and id. */
  Future<List<Broker>> brokers();

  /** How all brokers do. One that does not answer is in the list with the reason. */
  Future<List<Report>> reports();

  /**
   * The settings of a master, by RocketMQ's names.
   *
   * @param broker its name
   */
  Future<Map<String, String>> settings(String broker);

  /** The NameServers that the client was given. One that does not answer has the reason. */
  Future<List<NameServer>> nameServers();
}

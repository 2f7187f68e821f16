package io.cometmq.peer;

import io.cometmq.peer.api.PeerException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.common.MQVersion;

/** How the official client is called: with its own class loader, and with one kind of exception. */
final class OfficialCalls {
  private static final AtomicInteger INSTANCES = new AtomicInteger();

  private OfficialCalls() {}

  /** Something that returns nothing. */
  interface Action {
    void run() throws Exception;
  }

  static <T> T call(Callable<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OfficialCalls.class.getClassLoader());
    try {
      return action.call();
    } catch (Exception e) {
      throw failure(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  static void run(Action action) {
    OfficialCalls.<Optional<Void>>call(
        () -> {
          action.run();
          return Optional.empty();
        });
  }

  /** Starts a client, and leaves no half of it behind where that fails. */
  static void start(Action start, Action shutdown) throws Exception {
    try {
      start.run();
    } catch (Exception e) {
      shutdown.run();
      throw e;
    }
  }

  static PeerException failure(Throwable failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    PeerException translated = new PeerException(code(failure), failure.toString());
    translated.initCause(failure);
    return translated;
  }

  /**
   * Settings of every client: a name of its own, no second port, and quick about new routes.
   *
   * <p>A 5.x consumer that balances in the very moment of its regular heartbeat keeps its new
   * subscription to itself until the next one, and gets nothing: that must not take 30 seconds.
   */
  static <C extends ClientConfig> C configured(C client, String namesrv, String instanceName) {
    client.setNamesrvAddr(namesrv);
    client.setInstanceName(
        instanceName.isEmpty()
            // two versions in one process count for themselves
            ? String.join(
                "-",
                "peer",
                Long.toString(ProcessHandle.current().pid()),
                Integer.toString(MQVersion.CURRENT_VERSION),
                Integer.toString(INSTANCES.incrementAndGet()))
            : instanceName);
    client.setVipChannelEnabled(false);
    client.setPollNameServerInterval(1_000);
    client.setPersistConsumerOffsetInterval(1_000);
    client.setHeartbeatBrokerInterval(2_000);
    return client;
  }

  private static int code(Throwable failure) {
    if (failure instanceof MQBrokerException broker) {
      return broker.getResponseCode();
    }
    if (failure instanceof MQClientException client) {
      return client.getResponseCode();
    }
    return PeerException.NO_CODE;
  }
}

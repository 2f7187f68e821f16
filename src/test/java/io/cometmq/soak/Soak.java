package io.cometmq.soak;

import io.cometmq.peer.api.PeerException;
import io.cometmq.testkit.BrokerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs lanes against a broker that is killed again and again, and closes the books. Used by one
 * thread.
 */
final class Soak {
  private static final Logger LOG = LoggerFactory.getLogger(Soak.class);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final long PAUSE_MS = 5;

  private final BrokerProcess broker;
  private final List<Lane> lanes;
  private final AtomicBoolean sending = new AtomicBoolean(true);
  private final List<Thread> senders = new ArrayList<>();

  Soak(BrokerProcess broker, List<Lane> lanes) {
    this.broker = broker;
    this.lanes = lanes;
  }

  /** Sends for a while, with a kill in each interval. */
  void run(Duration length, Duration killEvery) throws Exception {
    for (Lane lane : lanes) {
      Thread sender = new Thread(() -> send(lane), "soak-" + lane.ledger());
      sender.start();
      senders.add(sender);
    }
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      pause(Math.min(killEvery.toNanos(), end - System.nanoTime()));
      broker.kill();
      broker.restart();
    }
    sending.set(false);
    for (Thread sender : senders) {
      sender.join();
    }
  }

  /** Waits until what was acknowledged has come, and returns all that went wrong. */
  List<String> close() {
    try {
      Awaitility.await()
          .atMost(DRAIN_LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> lanes.stream().allMatch(lane -> lane.ledger().missing().isEmpty()));
    } catch (ConditionTimeoutException e) {
      LOG.warn("not everything came within {}; the books say what is missing", DRAIN_LIMIT);
    }
    lanes.forEach(Lane::finish);
    return lanes.stream().flatMap(lane -> lane.ledger().problems().stream()).toList();
  }

  private void send(Lane lane) {
    while (sending.get()) {
      try {
        lane.step();
        pause(TimeUnit.MILLISECONDS.toNanos(PAUSE_MS));
      } catch (PeerException e) {
        // the broker is away: not acknowledged, so nothing is owed
        pause(TimeUnit.MILLISECONDS.toNanos(10 * PAUSE_MS));
      } catch (Exception e) {
        lane.ledger().violation("sending failed: " + e);
        return;
      }
    }
  }

  /** Paces the load; nothing is waited for here. */
  private static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }
}

package io.cometmq.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.peer.api.Peer;
import io.cometmq.peer.api.PeerAdmin;
import io.cometmq.testkit.BrokerProcess;
import io.cometmq.testkit.PeerLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All kinds of messages mixed while the broker is killed, with the books at the end: everything
 * acknowledged came, in order where order was promised, nothing before its time.
 *
 * <p>A short run by default; {@code -Dcometmq.soak.seconds=600 -Dcometmq.soak.kill-every=30} makes
 * a long one, {@code -Dcometmq.seed=N} repeats one.
 */
final class SoakIT {
  private static final int SECONDS = Integer.getInteger("cometmq.soak.seconds", 20);
  private static final int KILL_EVERY = Integer.getInteger("cometmq.soak.kill-every", 10);
  private static final long SEED = Long.getLong("cometmq.seed", System.nanoTime());

  private static final String[] SETTINGS = {
    "delay.levels=[1s, 5s, 10s]",
    "transaction.timeout=1s",
    "transaction.check-interval=1s",
    "transaction.max-checks=100",
  };

  @Test
  void shouldOweNothingAfterKills(@TempDir Path directory) throws Exception {
    System.out.println("soak of " + SECONDS + " s with seed " + SEED);
    Random random = new Random(SEED);
    try (BrokerProcess broker = BrokerProcess.start(directory, SETTINGS);
        PeerAdmin admin = PeerLoader.v5().admin(broker.namesrv())) {
      List<Lane> lanes = new ArrayList<>();
      try {
        lanes.add(new PlainLane(wiring(broker, admin, PeerLoader.v5(), random)));
        lanes.add(new OrderlyLane(wiring(broker, admin, PeerLoader.v5(), random)));
        lanes.add(new DelayLane(wiring(broker, admin, PeerLoader.v4(), random)));
        lanes.add(new TransactionLane(wiring(broker, admin, PeerLoader.v5(), random)));
        lanes.add(new SqlLane(wiring(broker, admin, PeerLoader.v4(), random)));
        lanes.add(new PopLane(wiring(broker, admin, PeerLoader.v5(), random)));
        Soak soak = new Soak(broker, lanes);
        soak.run(Duration.ofSeconds(SECONDS), Duration.ofSeconds(KILL_EVERY));
        List<String> problems = soak.close();
        lanes.forEach(lane -> System.out.println(lane.ledger()));
        assertThat(problems).as("seed " + SEED).isEmpty();
        assertThat(lanes).allMatch(lane -> lane.ledger().acknowledgedCount() > SECONDS);
      } finally {
        lanes.forEach(Lane::close);
      }
    }
  }

  private static Wiring wiring(BrokerProcess broker, PeerAdmin admin, Peer peer, Random random) {
    return new Wiring(peer, broker.namesrv(), admin, new Random(random.nextLong()));
  }
}

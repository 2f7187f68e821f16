package io.cometmq.it;

import io.cometmq.client.CometClient;
import io.cometmq.peer.api.PeerException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of a mixed group in a process of its own, so that it can be killed. */
final class MemberMain {
  private static final Logger LOG = LoggerFactory.getLogger(MemberMain.class);
  private static final int STARTS = 3;

  private MemberMain() {}

  /** Handles messages until it is killed, and writes a line for each. */
  public static void main(String[] arguments) throws InterruptedException {
    boolean ours = arguments[0].equals("OURS");
    String member = arguments[1];
    Path log = Path.of(arguments[5]);
    MixedGroup group =
        new MixedGroup(
            arguments[2], arguments[3], arguments[4], Boolean.parseBoolean(arguments[6]), log);
    if (ours) {
      CometClient client = CometClient.create(Vertx.vertx(), group.client());
      client.consume(
          group.ourOptions(),
          message -> {
            group.note(member, message.text());
            return Future.succeededFuture();
          });
    } else {
      startOfficial(group, member);
    }
    new CountDownLatch(1).await();
  }

  /** The official client gives up when its first call fails, as one may on a busy machine. */
  private static void startOfficial(MixedGroup group, String member) {
    int starts = 1;
    boolean started = false;
    while (!started) {
      try {
        group.official(member);
        started = true;
      } catch (PeerException e) {
        if (starts == STARTS) {
          throw e;
        }
        starts++;
        LOG.warn("the official client has not started", e);
      }
    }
  }

  /** Starts one of a group. */
  static Process start(boolean ours, String member, MixedGroup group) throws IOException {
    // surefire puts the real class path there when the process itself has a shorter one
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + group.log().getParent(),
            "-Dcometmq.peers=" + System.getProperty("cometmq.peers", "target/peers"),
            "-cp",
            classPath,
            MemberMain.class.getName(),
            ours ? "OURS" : "OFFICIAL",
            member,
            group.namesrv(),
            group.name(),
            group.topic(),
            group.log().toString(),
            Boolean.toString(group.orderly()))
        .redirectErrorStream(true)
        .redirectOutput(log(member, group).toFile())
        .start();
  }

  /** What one of a group has printed so far. */
  static String output(String member, MixedGroup group) throws IOException {
    return Files.readString(log(member, group));
  }

  private static Path log(String member, MixedGroup group) {
    return group.log().resolveSibling(member + ".log");
  }
}

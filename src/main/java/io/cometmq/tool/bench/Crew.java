package io.cometmq.tool.bench;

import io.cometmq.tool.cli.ClientSession;
import io.cometmq.tool.cli.Interrupt;
import io.cometmq.tool.cli.ToolException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The senders and receivers of a run. Owned by the main thread. */
final class Crew {
  private static final Duration LOOK = Duration.ofMillis(20);
  private static final int LOOKS = 1_500;

  private final Plan plan;
  private final ClientSession session;
  private final Sampler sent;
  private final Sampler received;
  private final long run = new Random().nextLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<Sender> senders = new ArrayList<>();
  private final List<List<Receiver>> receivers = new ArrayList<>();
  private final List<String> deployed = new ArrayList<>();

  Crew(Plan plan, ClientSession session, Sampler sent, Sampler received) {
    this.plan = plan;
    this.session = session;
    this.sent = sent;
    this.received = received;
  }

  /** Starts the receivers, and waits until each has its share of the queues. */
  void join(int queues, Interrupt interrupt) throws InterruptedException {
    for (int group = 0; group < plan.readers().subscriptions(); group++) {
      List<Receiver> members = new ArrayList<>();
      for (int member = 0; member < plan.readers().members(); member++) {
        members.add(new Receiver(plan, group, session.options(), run, received.track()));
      }
      receivers.add(members);
    }
    receivers.forEach(members -> members.forEach(this::deploy));
    for (int looks = 0; !isShared(queues); looks++) {
      if (interrupt.await(LOOK)) {
        return;
      }
      if (looks == LOOKS) {
        throw new ToolException(
            "the queues of "
                + plan.load().topic()
                + " were not shared among the receivers in time; look for other members of its"
                + " groups, or take another --topic");
      }
    }
  }

  private boolean isShared(int queues) {
    for (List<Receiver> members : receivers) {
      long shared = 0;
      for (Receiver member : members) {
        shared += member.queues().await();
      }
      if (shared != queues) {
        return false;
      }
    }
    return true;
  }

  /** Has the receivers wait. */
  void pause() {
    receivers.forEach(members -> members.forEach(Receiver::pause));
  }

  /** Takes {@link #pause} back. */
  void resume() {
    receivers.forEach(members -> members.forEach(Receiver::resume));
  }

  /** Starts the senders. */
  void send() {
    for (int i = 0; i < plan.load().producers(); i++) {
      senders.add(new Sender(plan.load(), session.options(), run, i, sent.track(), failure));
    }
    senders.forEach(this::deploy);
    senders.forEach(Sender::begin);
  }

  private void deploy(VerticleBase verticle) {
    deployed.add(session.vertx().deployVerticle(verticle).await());
  }

  /** Succeeds when the senders have sent all they should. */
  Future<?> allSent() {
    return Future.join(senders.stream().map(Sender::idle).toList());
  }

  /** Has the senders end, and waits for what is on its way. */
  void endSending() {
    Future.join(senders.stream().map(Sender::end).toList()).await();
  }

  /** Ends all; {@link #seen} and {@link #stored} are complete then. */
  void close() {
    Future.join(deployed.stream().map(id -> session.vertx().undeploy(id)).toList()).await();
  }

  /** What brokers have stored. */
  Seen stored() {
    Seen all = new Seen();
    senders.forEach(sender -> all.merge(sender.stored()));
    return all;
  }

  /** What each subscription was given. */
  List<Seen> seen() {
    List<Seen> all = new ArrayList<>();
    for (List<Receiver> members : receivers) {
      Seen seen = new Seen();
      members.forEach(member -> seen.merge(member.seen()));
      all.add(seen);
    }
    return all;
  }

  /** Why the first message that failed did so, null when none has. */
  @Nullable Throwable failure() {
    return failure.get();
  }
}

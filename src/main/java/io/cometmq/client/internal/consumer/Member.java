package io.cometmq.client.internal.consumer;

import io.cometmq.client.ClientException;
import io.cometmq.client.internal.wire.ClientCore;
import io.cometmq.client.internal.wire.GroupMember;
import io.cometmq.client.internal.wire.Presence;
import io.cometmq.protocol.body.HeartbeatData.ConsumerData;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The presence of a consumer in its group: brokers hear of it, and it finds out its share again
 * whenever members or queues change. Owned by the client's loop.
 */
final class Member implements Presence, GroupMember {
  private static final long BALANCE_MS = 20_000;

  private final ClientCore core;
  private final ConsumerData description;
  private final Set<String> topics;
  private final Rounds rounds;
  private boolean stopped;
  private long timer = -1;

  /**
   * Creates a member that has not joined yet.
   *
   * @param topics what it reads, by the names that applications use
   * @param balance finds out its share and takes it up
   */
  Member(
      ClientCore core,
      ConsumerData description,
      Set<String> topics,
      Supplier<Future<Void>> balance) {
    this.core = core;
    this.description = description;
    this.topics = Set.copyOf(topics);
    this.rounds = new Rounds(balance);
  }

  /** Done when its first share has been taken up; fails when a topic is not there. */
  Future<Void> join() {
    List<Future<?>> known = new ArrayList<>();
    topics.forEach(topic -> known.add(core.routes().get(topic, 0)));
    return Future.all(known)
        .compose(
            routes -> {
              if (stopped) {
                return Future.failedFuture(new ClientException.Closed("the consumer"));
              }
              core.heartbeats().add(this);
              core.addMember(this);
              timer = core.loop().periodically(BALANCE_MS, rounds::ask);
              return core.heartbeats().beat();
            })
        .compose(told -> rounds.ask());
  }

  /** Takes up nothing more. */
  void stop() {
    stopped = true;
    rounds.close();
    core.removeMember(this);
    if (timer >= 0) {
      core.loop().cancel(timer);
    }
  }

  /** Tells the brokers that it is gone. */
  Future<Void> leave() {
    return core.heartbeats().remove(this);
  }

  @Override
  public List<ConsumerData> consumers() {
    return List.of(description);
  }

  @Override
  public void onMembersChanged(String changed) {
    if (changed.equals(description.groupName())) {
      rounds.ask();
    }
  }

  @Override
  public void onRouteChanged(String topic) {
    if (topics.contains(topic)) {
      // brokers that are new have not heard of this member
      core.heartbeats().beat().onComplete(told -> rounds.ask());
    }
  }
}

package io.cometmq.tool.bench;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.CometClient;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.client.GroupConsumer;
import io.cometmq.client.ReceivedMessage;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/** One member of a group, with a client of its own. Owned by its event loop. */
final class Receiver extends VerticleBase {
  private static final int CONCURRENT = 1_024;
  private static final int AHEAD = 256;

  private final ConsumerOptions consumer;
  private final ClientOptions options;
  private final String topic;
  private final long run;
  private final Track track;
  private final Seen seen = new Seen();

  private @Nullable CometClient client;

  // set once when it is deployed, read by the main thread behind that
  private @Nullable GroupConsumer member;

  Receiver(Plan plan, int subscription, ClientOptions options, long run, Track track) {
    this.topic = plan.load().topic();
    ConsumerOptions all =
        ConsumerOptions.of(plan.group(subscription), topic).withLimits(CONCURRENT, AHEAD);
    this.consumer = plan.readers().broadcasting() ? all.asBroadcast() : all;
    this.options = options;
    this.run = run;
    this.track = track;
  }

  @Override
  public Future<?> start() {
    CometClient own = CometClient.create(vertx, options);
    client = own;
    return own.consume(consumer, this::handle).onSuccess(joined -> member = joined);
  }

  private Future<?> handle(ReceivedMessage message) {
    Stamp stamp = Stamp.of(message.body(), run);
    if (stamp != null && seen.add(stamp.sender(), stamp.sequence())) {
      track.done(System.nanoTime() - stamp.intendedNanos());
    }
    return Future.succeededFuture();
  }

  /** How many queues of the topic it has; when it is deployed, any thread. */
  Future<Long> queues() {
    GroupConsumer joined = member;
    return joined == null
        ? Future.succeededFuture(0L)
        : joined
            .assigned()
            .map(queues -> queues.stream().filter(each -> each.topic().equals(topic)).count());
  }

  /** Has it wait until {@link #resume}; when it is deployed, any thread. */
  void pause() {
    if (member != null) {
      member.pause();
    }
  }

  /** Takes {@link #pause} back. */
  void resume() {
    if (member != null) {
      member.resume();
    }
  }

  /** What it was given; when it is undeployed. */
  Seen seen() {
    return seen;
  }

  @Override
  public Future<?> stop() {
    CometClient own = client;
    return own == null ? Future.succeededFuture() : own.close();
  }
}

package io.cometmq.it;

import io.cometmq.client.ClientOptions;
import io.cometmq.client.ConsumerOptions;
import io.cometmq.peer.api.ConsumerSpec;
import io.cometmq.peer.api.PeerConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * A group with members of both kinds, and what they have handled. Safe for any thread, also of
 * other processes.
 *
 * @param log one line for each message that was handled: member, queue and number
 */
record MixedGroup(String namesrv, String name, String topic, boolean orderly, Path log) {
  /** Longer than a machine stands still. */
  static final Duration PATIENCE = Duration.ofSeconds(18);

  /** A message that a member has handled. */
  record Handled(String member, int queue, int number) {
    Handled {
      if (member.isEmpty()) {
        throw new IllegalArgumentException("nobody has handled it");
      }
    }

    private static Handled of(String line) {
      String[] parts = line.split(" ", -1);
      return new Handled(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** What was handled, whoever did it. */
    String text() {
      return queue + " " + number;
    }
  }

  /** A machine that is busy with other tests is no reason to give up. */
  ClientOptions client() {
    return ClientOptions.of(namesrv).withTimeouts(PATIENCE, PATIENCE);
  }

  ConsumerOptions ourOptions() {
    ConsumerOptions options =
        ConsumerOptions.of(name, topic).startingAt(ConsumerOptions.Start.FIRST);
    return orderly ? options.orderly() : options;
  }

  PeerConsumer official(String member) {
    return official(member, text -> {});
  }

  /**
   * @param then what a message's handling goes on with once it is noted
   */
  PeerConsumer official(String member, Consumer<String> then) {
    ConsumerSpec spec = ConsumerSpec.of(name, namesrv, topic).named(member + "-" + name);
    return Client.V5
        .peer()
        .pushConsumer(
            orderly ? spec.asOrderly() : spec,
            message -> {
              note(member, message.text());
              then.accept(message.text());
              return true;
            });
  }

  /** One write with O_APPEND: the order of lines is that of handling, in all processes. */
  void note(String member, String text) {
    try {
      Files.write(
          log,
          (member + " " + text + "\n").getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that was handled, in its order. */
  List<Handled> handled() {
    try {
      return Files.exists(log)
          ? Files.readAllLines(log).stream().map(Handled::of).toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long countBy(String member) {
    return handled().stream().filter(each -> each.member().equals(member)).count();
  }
}

package io.cometmq.it;

import io.cometmq.peer.api.PeerMessage;
import io.cometmq.peer.api.PeerOutcome;
import io.cometmq.peer.api.PeerTransactionListener;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Does what the text of a message says: its first word when it is sent, its second when the broker
 * asks. Thread-safe.
 */
final class Decisions implements PeerTransactionListener {
  private final List<PeerMessage> executed = new CopyOnWriteArrayList<>();
  private final List<PeerMessage> checked = new CopyOnWriteArrayList<>();

  @Override
  public PeerOutcome execute(PeerMessage message) {
    executed.add(message);
    return word(message, 0);
  }

  @Override
  public PeerOutcome check(PeerMessage message) {
    checked.add(message);
    return word(message, 1);
  }

  private static PeerOutcome word(PeerMessage message, int index) {
    List<String> words = List.of(message.text().split(" ", -1));
    return PeerOutcome.valueOf(words.get(index).toUpperCase(Locale.ROOT));
  }

  /** What was sent. */
  List<PeerMessage> executed() {
    return executed;
  }

  /** What the broker has asked for. */
  List<PeerMessage> checked() {
    return checked;
  }
}

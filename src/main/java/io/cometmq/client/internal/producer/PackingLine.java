package io.cometmq.client.internal.producer;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages in the order of their sends while bodies of some are still being packed elsewhere.
 * Owned by the client's loop.
 */
final class PackingLine {
  private final Deque<Place> waiting = new ArrayDeque<>();

  private static final class Place {
    @Nullable Runnable next;
  }

  /** Runs it at once, or when everything before it has been packed. */
  void enter(Runnable send) {
    if (waiting.isEmpty()) {
      send.run();
      return;
    }
    Place place = new Place();
    place.next = send;
    waiting.add(place);
  }

  /**
   * Runs what comes of the packing, in turn.
   *
   * @param packing its result, which must come on the loop, is run; it must not fail
   */
  void enter(Future<Runnable> packing) {
    Place place = new Place();
    waiting.add(place);
    packing.onSuccess(
        ready -> {
          place.next = ready;
          leave();
        });
  }

  private void leave() {
    for (Place first = waiting.peek(); first != null; first = waiting.peek()) {
      Runnable next = first.next;
      if (next == null) {
        return;
      }
      waiting.remove();
      next.run();
    }
  }
}

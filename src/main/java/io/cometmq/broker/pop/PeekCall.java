package io.cometmq.broker.pop;

import io.cometmq.bus.LoopTask;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.MessageReader;
import io.cometmq.store.read.ReadResult;
import io.cometmq.store.read.ReadStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the next messages without taking them. Owned by its event loop, but for the time in
 * which the pop context or a reading worker has it.
 */
public abstract class PeekCall implements PopEvent, LoopTask {
  private final int loop;
  private final PopRequest request;
  private @Nullable PopAnswer answer;

  /** Where to look. */
  record Place(ConsumeQueue queue, long offset) {}

  /** Creates a call that comes back to this loop. */
  protected PeekCall(int loop, PopRequest request) {
    this.loop = loop;
    this.request = request;
  }

  @Override
  public final int loop() {
    return loop;
  }

  @Override
  public final void run(PopCore core) {
    core.peek(this);
  }

  /** What was asked. */
  public final PopRequest request() {
    return request;
  }

  /** How it ended; only once it has come back. */
  protected final PopAnswer answer() {
    if (answer == null) {
      throw new IllegalStateException("the peek has not ended");
    }
    return answer;
  }

  final void answer(PopAnswer value) {
    answer = value;
  }

  /** Reads; on a worker. */
  final List<PopBatch> read(MessageReader reader, List<Place> places) {
    List<PopBatch> batches = new ArrayList<>();
    int left = request.maxMessages();
    int bytesLeft = request.maxBytes();
    for (Place place : places) {
      if (left > 0 && bytesLeft > 0) {
        ReadResult result =
            reader.read(place.queue(), place.offset(), left, bytesLeft, request.filter(), true);
        if (result != null && result.status() == ReadStatus.FOUND) {
          long[] offsets = PopAttempt.offsets(result);
          left -= offsets.length;
          bytesLeft -= result.bytes();
          ChunkId id =
              new ChunkId(
                  place.queue().topic(), request.group(), place.queue().queueId(), offsets[0], 0);
          batches.add(new PopBatch(id, false, offsets, result, new int[0]));
        }
      }
    }
    return batches;
  }

  static PopAnswer answer(List<PopBatch> batches, long behind) {
    if (batches.isEmpty()) {
      return PopAnswer.empty(PopAnswer.Status.NOTHING, 0, 0, behind);
    }
    int taken = batches.stream().mapToInt(batch -> batch.offsets().length).sum();
    return new PopAnswer(PopAnswer.Status.FOUND, 0, 0, Math.max(0, behind - taken), batches, null);
  }
}

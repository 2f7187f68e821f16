package io.cometmq.web.remote;

import io.cometmq.model.MessageQueue;
import io.cometmq.web.protocol.FilterText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has just been read and not been offered to all pages yet. Owned by one event loop. */
final class FreshChunks {
  private record Key(MessageQueue queue, FilterText filter) {}

  private final Map<Key, List<Chunk>> chunks = new HashMap<>();

  void add(MessageQueue queue, FilterText filter, Chunk chunk) {
    chunks.computeIfAbsent(new Key(queue, filter), key -> new ArrayList<>(1)).add(chunk);
  }

  /** What is of use to whoever stands at this offset, null for nothing. */
  @Nullable Chunk find(MessageQueue queue, FilterText filter, long offset) {
    List<Chunk> found = chunks.isEmpty() ? null : chunks.get(new Key(queue, filter));
    if (found != null) {
      for (Chunk chunk : found) {
        if (chunk.covers(offset)) {
          return chunk;
        }
      }
    }
    return null;
  }

  void clear() {
    chunks.clear();
  }
}

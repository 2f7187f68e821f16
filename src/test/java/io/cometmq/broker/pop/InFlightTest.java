package io.cometmq.broker.pop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in flight, held against a model that is too simple to be wrong. */
final class InFlightTest {
  private static final int STEPS = 3_000;
  private static final int REVIVE_QUEUES = 3;

  /** A chunk as the model has it. */
  private static final class ModelChunk {
    final Set<Long> open = new HashSet<>();
    long dueMs;
    long floor;
    int reviveQueue;
    boolean scheduled = true;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 0})
  void shouldDoAsTheModelDoes(long given) {
    long seed = given == 0 ? System.nanoTime() : given;
    System.out.println("InFlightTest seed " + seed);
    new Run(new Random(seed)).run();
  }

  @Test
  void shouldPutAChunkInPlaceOfOneOfTheSameName() {
    InFlight inFlight = new InFlight();
    inFlight.add(chunk(7, 10, 0, 2));
    inFlight.add(chunk(7, 10, 0, 3));
    assertThat(inFlight.messages()).isEqualTo(3);
    assertThat(inFlight.chunks()).isEqualTo(1);
    List<Chunk> due = new ArrayList<>();
    inFlight.due(1_000, 10, due::add);
    assertThat(due).hasSize(1);
  }

  @Test
  void shouldReopenWhatCouldNotBeSaved() {
    InFlight inFlight = new InFlight();
    Chunk chunk = chunk(1, 10, 0, 2);
    inFlight.add(chunk);
    long closed = inFlight.close(chunk, 0b11);
    assertThat(closed).isEqualTo(0b11);
    assertThat(inFlight.messages()).isZero();
    assertThat(inFlight.find(chunk.id)).isNull();
    inFlight.reopen(chunk, 0b01);
    assertThat(inFlight.messages()).isEqualTo(1);
    assertThat(inFlight.find(chunk.id)).isSameAs(chunk);
    assertThat(inFlight.oldest(0)).isSameAs(chunk);
  }

  private static Chunk chunk(long start, long invisibleMs, int reviveQueue, int count) {
    int[] distances = new int[count];
    for (int i = 0; i < count; i++) {
      distances[i] = 2 * i;
    }
    Chunk chunk =
        new Chunk(new ChunkId("t", "g", 0, start, 1), invisibleMs, reviveQueue, distances);
    return chunk;
  }

  private static final class Run {
    private final Random random;
    private final InFlight inFlight = new InFlight();
    private final Map<ChunkId, ModelChunk> model = new HashMap<>();
    private final Map<ChunkId, Chunk> known = new HashMap<>();
    private final long[] floors = new long[REVIVE_QUEUES];
    private long nowMs = 1;
    private long nextStart;

    Run(Random random) {
      this.random = random;
    }

    void run() {
      for (int i = 0; i < STEPS; i++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2 -> add();
          case 3, 4, 5, 6 -> ack();
          case 7 -> due();
          case 8 -> renew();
          default -> remove();
        }
        nowMs += random.nextInt(20);
        compare();
      }
    }

    private void add() {
      int count = 1 + random.nextInt(Chunk.MAX_MESSAGES);
      int queue = random.nextInt(REVIVE_QUEUES);
      int[] distances = new int[count];
      int distance = 0;
      ModelChunk expected = new ModelChunk();
      for (int i = 0; i < count; i++) {
        distances[i] = distance;
        expected.open.add(nextStart + distance);
        distance += 1 + random.nextInt(3);
      }
      long invisible = random.nextInt(3_000);
      Chunk chunk =
          new Chunk(new ChunkId("t", "g", queue, nextStart, nowMs), invisible, queue, distances);
      floors[queue] += random.nextInt(3);
      chunk.floor = floors[queue];
      expected.floor = chunk.floor;
      expected.dueMs = nowMs + invisible;
      expected.reviveQueue = queue;
      inFlight.add(chunk);
      model.put(chunk.id, expected);
      known.put(chunk.id, chunk);
      nextStart += distance;
    }

    private ChunkId any() {
      List<ChunkId> ids = new ArrayList<>(known.keySet());
      ids.sort(Comparator.comparingLong(ChunkId::startOffset));
      return ids.isEmpty() ? new ChunkId("t", "g", 0, -1, 0) : ids.get(random.nextInt(ids.size()));
    }

    private void ack() {
      ChunkId id = any();
      Chunk chunk = inFlight.find(id);
      ModelChunk expected = model.get(id);
      assertThat(chunk != null).isEqualTo(expected != null);
      if (chunk == null || expected == null) {
        return;
      }
      long bits = 0;
      Set<Long> closed = new HashSet<>();
      for (int n = random.nextInt(8); n >= 0; n--) {
        int i = random.nextInt(chunk.count());
        assertThat(chunk.indexOf(chunk.offset(i))).isEqualTo(i);
        bits |= 1L << i;
        if (expected.open.remove(chunk.offset(i))) {
          closed.add(chunk.offset(i));
        }
      }
      assertThat(Long.bitCount(inFlight.close(chunk, bits))).isEqualTo(closed.size());
      if (expected.open.isEmpty()) {
        model.remove(id);
      }
    }

    private void due() {
      Set<ChunkId> got = new HashSet<>();
      inFlight.due(nowMs, Integer.MAX_VALUE, chunk -> got.add(chunk.id));
      model.forEach(
          (id, chunk) -> {
            if (chunk.scheduled && chunk.dueMs > nowMs) {
              assertThat(got).as("early").doesNotContain(id);
            } else if (chunk.scheduled && chunk.dueMs + DueTimes.SLOT_MS <= nowMs) {
              assertThat(got).as("late").contains(id);
            }
          });
      for (ChunkId id : got) {
        assertThat(model).as("acknowledged and due").containsKey(id);
        ModelChunk chunk = Objects.requireNonNull(model.get(id));
        boolean again = random.nextBoolean();
        if (again) {
          long at = nowMs + random.nextInt(500);
          inFlight.retryAt(Objects.requireNonNull(known.get(id)), at);
          chunk.dueMs = at;
        }
        chunk.scheduled = again;
      }
    }

    private void renew() {
      Chunk chunk = inFlight.oldest(random.nextInt(REVIVE_QUEUES));
      if (chunk != null) {
        long floor = floors[chunk.reviveQueue];
        inFlight.renewed(chunk, floor);
        Objects.requireNonNull(model.get(chunk.id)).floor = floor;
      }
    }

    private void remove() {
      if (random.nextInt(10) == 0) {
        Chunk chunk = inFlight.find(any());
        if (chunk != null) {
          inFlight.remove(chunk);
          model.remove(chunk.id);
        }
      }
    }

    private void compare() {
      assertThat(inFlight.chunks()).isEqualTo(model.size());
      assertThat(inFlight.messages())
          .isEqualTo(model.values().stream().mapToInt(chunk -> chunk.open.size()).sum());
      for (int i = 0; i < REVIVE_QUEUES; i++) {
        int queue = i;
        Chunk oldest = inFlight.oldest(i);
        long floor =
            model.values().stream()
                .filter(chunk -> chunk.reviveQueue == queue)
                .mapToLong(chunk -> chunk.floor)
                .min()
                .orElse(-1);
        assertThat(oldest == null ? -1 : oldest.floor).isEqualTo(floor);
      }
    }
  }
}

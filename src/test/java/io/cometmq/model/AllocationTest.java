package io.cometmq.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AllocationTest {
  @Test
  void shouldShareAsOfficialClientsDo() {
    List<Integer> queues = IntStream.range(0, 8).boxed().toList();
    List<String> members = List.of("a", "b", "c");
    assertThat(Allocation.average(queues, members, "a")).containsExactly(0, 1, 2);
    assertThat(Allocation.average(queues, members, "b")).containsExactly(3, 4, 5);
    assertThat(Allocation.average(queues, members, "c")).containsExactly(6, 7);
    assertThat(Allocation.average(queues.subList(0, 2), members, "b")).containsExactly(1);
    assertThat(Allocation.average(queues.subList(0, 2), members, "c")).isEmpty();
    assertThat(Allocation.average(queues, members, "stranger")).isEmpty();
  }

  @Test
  void shouldGiveEachQueueToExactlyOneMember() {
    for (int queues = 0; queues < 20; queues++) {
      for (int count = 1; count < 12; count++) {
        List<Integer> all = IntStream.range(0, queues).boxed().toList();
        List<String> members = IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
        List<Integer> given = new ArrayList<>();
        members.forEach(member -> given.addAll(Allocation.average(all, members, member)));
        assertThat(given).as(queues + " for " + count).isEqualTo(all);
      }
    }
  }
}

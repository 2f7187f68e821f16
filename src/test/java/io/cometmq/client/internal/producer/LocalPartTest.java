package io.cometmq.client.internal.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cometmq.client.ClientException;
import io.cometmq.client.SendReceipt;
import io.cometmq.client.SendReceipt.Durability;
import io.cometmq.client.TransactionOutcome;
import io.cometmq.client.TransactionReceipt;
import io.cometmq.model.MessageQueue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class LocalPartTest {
  private final List<TransactionOutcome> told = new ArrayList<>();

  @Test
  void shouldTellWhatCameOut() {
    TransactionReceipt receipt =
        end(Durability.AS_CONFIGURED, half -> Future.succeededFuture(TransactionOutcome.COMMIT))
            .result();
    assertThat(receipt.outcome()).isEqualTo(TransactionOutcome.COMMIT);
    assertThat(told).containsExactly(TransactionOutcome.COMMIT);
  }

  @Test
  void shouldRollBackWithoutLocalPartWhenStoredLessSafely() {
    List<SendReceipt> called = new ArrayList<>();
    Future<TransactionReceipt> ended =
        end(
            Durability.NOT_FLUSHED,
            half -> {
              called.add(half);
              return Future.succeededFuture(TransactionOutcome.COMMIT);
            });
    assertThat(ended.result().outcome()).isEqualTo(TransactionOutcome.ROLLBACK);
    assertThat(told).containsExactly(TransactionOutcome.ROLLBACK);
    assertThat(called).isEmpty();
  }

  @Test
  void shouldLeaveItOpenWhenLocalPartFails() {
    Future<TransactionReceipt> failed =
        end(Durability.AS_CONFIGURED, half -> Future.failedFuture("database is down"));
    Future<TransactionReceipt> thrown =
        end(
            Durability.AS_CONFIGURED,
            half -> {
              throw new IllegalStateException("bug");
            });
    assertThat(told).containsExactly(TransactionOutcome.UNKNOWN, TransactionOutcome.UNKNOWN);
    assertThat(failed.cause())
        .isInstanceOf(ClientException.Undecided.class)
        .hasMessageContaining("database is down (topic t, server b)");
    assertThat(thrown.cause()).hasRootCauseMessage("bug");
  }

  private Future<TransactionReceipt> end(
      Durability durability, Function<SendReceipt, Future<TransactionOutcome>> work) {
    SendReceipt half =
        new SendReceipt("id", "offset id", new MessageQueue("t", "b", 1), 7, durability);
    return new LocalPart(half, work)
        .end(
            (receipt, outcome) -> {
              told.add(outcome);
              return Future.succeededFuture();
            });
  }
}

package io.cometmq.broker.transaction;

import io.cometmq.broker.group.ClientInfo;
import io.cometmq.broker.group.ProducerTable;
import io.cometmq.broker.group.TransactionCheck;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses whom to ask, one producer of a group after the other. Owned by the transaction context.
 */
final class ProducerRing {
  private final ProducerTable producers;
  private int turn;

  ProducerRing(ProducerTable producers) {
    this.producers = producers;
  }

  /**
   * Asks a producer.
   *
   * @return false when none of the group is connected
   */
  boolean ask(String group, TransactionCheck check) {
    List<ClientInfo> connected =
        producers.find(group).stream()
            .filter(client -> !client.connection().isClosed())
            .sorted(Comparator.comparing(ClientInfo::clientId))
            .toList();
    if (connected.isEmpty()) {
      return false;
    }
    turn++;
    connected.get(Math.floorMod(turn, connected.size())).connection().checkTransaction(check);
    return true;
  }
}

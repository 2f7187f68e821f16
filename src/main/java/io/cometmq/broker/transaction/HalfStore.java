package io.cometmq.broker.transaction;

import io.cometmq.broker.topic.TopicTable;
import io.cometmq.bus.RecordAppend;
import io.cometmq.bus.RecordAppends;
import io.cometmq.bus.RegistrationProxy;
import io.cometmq.model.Permission;
import io.cometmq.model.PropertyNames;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.record.MessageDraft;
import io.vertx.core.Future;
import java.util.List;

/**
 * Stores halves anew: once more, or where the given-up ones go. Owned by the transaction context.
 */
final class HalfStore {
  private final RecordAppends appends;
  private final TopicTable topics;
  private final RegistrationProxy registration;

  HalfStore(RecordAppends appends, TopicTable topics, RegistrationProxy registration) {
    this.appends = appends;
    this.topics = topics;
    this.registration = registration;
  }

  /**
   * Stores a half once more.
   *
   * @param origin offset at which it was stored first
   * @param checks how often its producer has been asked, this time included
   */
  Future<RecordAppend> again(MessageDraft half, long origin, int checks) {
    half.properties.put(PropertyNames.PREPARED_QUEUE_OFFSET, Long.toString(origin));
    if (checks > 0) {
      half.properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, Integer.toString(checks));
    } else {
      half.properties.remove(PropertyNames.TRANSACTION_CHECK_TIMES);
    }
    return appends.append(half, true);
  }

  /** Stores what was given up as a half again, of which nobody was asked yet. */
  Future<RecordAppend> reopen(MessageDraft givenUp) {
    givenUp.topic = TopicNames.HALF;
    givenUp.queueId = 0;
    givenUp.properties.put(PropertyNames.TRANSACTION_CHECK_TIMES, "0");
    return appends.append(givenUp, true);
  }

  /** Stores a half where the given-up ones are kept for people to look at. */
  Future<RecordAppend> setAside(MessageDraft half) {
    half.topic = TopicNames.GIVEN_UP_HALF;
    half.queueId = 0;
    return topic().compose(there -> appends.append(half, true));
  }

  private Future<Void> topic() {
    if (topics.find(TopicNames.GIVEN_UP_HALF) != null) {
      return Future.succeededFuture();
    }
    TopicConfig topic =
        TopicConfig.of(TopicNames.GIVEN_UP_HALF, 1, Permission.READ | Permission.WRITE);
    return registration.ask(state -> state.putTopics(List.of(topic)));
  }
}

package io.cometmq.client.internal.consumer;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.testkit.FakeBroker;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a broker has got to commit, and answers when the test says so. Thread-safe. */
final class HeldCommits {
  /** Where every queue ends. */
  static final long END = 7;

  /** An update that the broker has got, and its answer. */
  record Update(RemotingCommand request, Promise<RemotingCommand> answer) {
    String queueId() {
      return String.valueOf(request.extFields().get("queueId"));
    }

    /** As {@code queue@offset}. */
    String what() {
      return queueId() + "@" + request.extFields().get("commitOffset");
    }

    void succeed() {
      answer.complete(request.success());
    }

    void refuse() {
      answer.complete(request.response(ResponseCode.SYSTEM_ERROR, "not now"));
    }
  }

  private final List<Update> updates = new CopyOnWriteArrayList<>();

  HeldCommits(FakeBroker broker) {
    broker.on(
        RequestCode.UPDATE_CONSUMER_OFFSET,
        (from, request) -> {
          Update update = new Update(request, Promise.promise());
          updates.add(update);
          return update.answer().future();
        });
    broker.on(
        RequestCode.GET_MAX_OFFSET,
        (from, request) ->
            Future.succeededFuture(request.success(Map.of("offset", Long.toString(END)))));
  }

  /** Those that have come, the oldest first. */
  List<Update> updates() {
    return updates;
  }
}

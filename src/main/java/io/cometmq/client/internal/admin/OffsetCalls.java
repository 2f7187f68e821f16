package io.cometmq.client.internal.admin;

import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.OffsetAdmin;
import io.cometmq.client.OffsetTarget;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.TopicRoute;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where groups go on. Safe for any thread; the work is done on the client's loop. */
final class OffsetCalls implements OffsetAdmin {
  private final AdminCalls calls;
  private final GroupCalls groups;
  private final QueueOffsets offsets;

  OffsetCalls(AdminCalls calls, GroupCalls groups) {
    this.calls = calls;
    this.groups = groups;
    this.offsets = new QueueOffsets(calls);
  }

  @Override
  public Future<SortedMap<MessageQueue, Long>> committed(String group, String topic) {
    return calls.onLoop(
        () ->
            groups
                .known(group)
                .compose(known -> calls.route(topic))
                .compose(
                    route ->
                        eachQueue(
                            topic,
                            route,
                            (broker, queue) -> offsets.committed(broker, group, queue)))
                .map(
                    found -> {
                      SortedMap<MessageQueue, Long> committed = new TreeMap<>();
                      found.forEach(
                          (queue, offset) ->
                              offset.ifPresent(number -> committed.put(queue, number)));
                      return committed;
                    }));
  }

  @Override
  public Future<Void> set(String group, MessageQueue queue, long offset) {
    return apply(group, List.of(new Change(queue, OptionalLong.empty(), offset)));
  }

  @Override
  public Future<List<Change>> plan(String group, String topic, OffsetTarget target) {
    return calls.onLoop(() -> planned(group, topic, target));
  }

  private Future<List<Change>> planned(String group, String topic, OffsetTarget target) {
    return groups
        .known(group)
        .compose(known -> calls.route(topic))
        .compose(
            route ->
                eachQueue(topic, route, (broker, queue) -> change(broker, group, queue, target)))
        .map(changes -> List.copyOf(changes.values()));
  }

  private Future<Change> change(
      Broker broker, String group, MessageQueue queue, OffsetTarget target) {
    Future<OptionalLong> before = offsets.committed(broker, group, queue);
    Future<Long> after = target(broker, queue, target);
    return Future.all(before, after)
        .map(done -> new Change(queue, before.result(), after.result()));
  }

  private Future<Long> target(Broker broker, MessageQueue queue, OffsetTarget target) {
    if (target instanceof OffsetTarget.Earliest) {
      return offsets.first(broker, queue);
    }
    if (target instanceof OffsetTarget.Latest) {
      return offsets.end(broker, queue);
    }
    Future<Long> first = offsets.first(broker, queue);
    Future<Long> end = offsets.end(broker, queue);
    Future<Long> wanted =
        target instanceof OffsetTarget.AtTime at
            ? offsets.at(broker, queue, at.time())
            : Future.succeededFuture(((OffsetTarget.AtOffset) target).offset());
    return Future.all(first, end, wanted)
        .map(done -> Math.max(first.result(), Math.min(wanted.result(), end.result())));
  }

  @Override
  public Future<Void> apply(String group, List<Change> changes) {
    // RocketMQ's brokers would create a group that they don't know
    return calls.onLoop(() -> groups.known(group).compose(known -> applyAll(group, changes)));
  }

  private Future<Void> applyAll(String group, List<Change> changes) {
    Map<String, List<Change>> byTopic =
        changes.stream().collect(Collectors.groupingBy(each -> each.queue().topic()));
    List<Future<?>> applied = new ArrayList<>();
    byTopic.forEach(
        (topic, some) ->
            applied.add(calls.route(topic).compose(route -> apply(group, some, route))));
    return Future.join(applied).mapEmpty();
  }

  private Future<Void> apply(String group, List<Change> changes, TopicRoute route) {
    Map<String, List<Change>> byBroker =
        changes.stream().collect(Collectors.groupingBy(each -> each.queue().brokerName()));
    List<Broker> known = AdminCalls.readers(route);
    for (Map.Entry<String, List<Change>> each : byBroker.entrySet()) {
      if (known.stream().noneMatch(broker -> broker.name().equals(each.getKey()))) {
        return Future.failedFuture(
            new ClientException.NoRoute(
                each.getValue().get(0).queue().topic(), each.getKey(), ClientException.NO_CODE));
      }
    }
    return AdminCalls.change(
            known.stream().filter(broker -> byBroker.containsKey(broker.name())).toList(),
            broker -> apply(group, byBroker.getOrDefault(broker.name(), List.of()), broker))
        .mapEmpty();
  }

  /**
   * The others go when the broker has kept the first: RocketMQ 5.5 loses all but one of the first
   * offsets of a group in a topic when they come at the same time ({@code
   * ConsumerOffsetManager.commitOffset} looks for the topic's table and then puts a new one). When
   * the first fails nothing has been changed.
   */
  private Future<?> apply(String group, List<Change> changes, Broker broker) {
    List<Change> others = changes.subList(1, changes.size());
    return reset(group, changes.get(0), broker)
        .compose(
            done -> Future.join(others.stream().map(each -> reset(group, each, broker)).toList()));
  }

  private Future<Void> reset(String group, Change change, Broker broker) {
    return offsets.reset(broker, group, change.queue(), change.after());
  }

  @Override
  public Future<List<Change>> reset(String group, String topic, OffsetTarget target) {
    return calls.onLoop(
        () ->
            planned(group, topic, target)
                .compose(changes -> applyAll(group, changes).map(done -> changes)));
  }

  /** Asks something of every queue of a topic. */
  private static <T> Future<SortedMap<MessageQueue, T>> eachQueue(
      String topic, TopicRoute route, QueueQuestion<T> question) {
    Map<String, Broker> brokers =
        AdminCalls.readers(route).stream()
            .collect(Collectors.toMap(Broker::name, Function.identity()));
    List<MessageQueue> queues =
        Places.queues(topic, route).stream()
            .filter(queue -> brokers.containsKey(queue.brokerName()))
            .toList();
    List<Future<T>> answers = new ArrayList<>();
    for (MessageQueue queue : queues) {
      Broker broker = brokers.get(queue.brokerName());
      if (broker != null) {
        answers.add(question.ask(broker, queue));
      }
    }
    return Future.all(answers)
        .map(
            done -> {
              SortedMap<MessageQueue, T> found = new TreeMap<>();
              for (int i = 0; i < queues.size(); i++) {
                found.put(queues.get(i), answers.get(i).result());
              }
              return found;
            });
  }

  /** Something that a broker is asked of a queue. */
  private interface QueueQuestion<T> {
    Future<T> ask(Broker broker, MessageQueue queue);
  }
}

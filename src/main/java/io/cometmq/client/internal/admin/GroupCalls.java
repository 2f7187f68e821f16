package io.cometmq.client.internal.admin;

import io.cometmq.client.BrokerScope;
import io.cometmq.client.ClientException;
import io.cometmq.client.ClusterAdmin.Broker;
import io.cometmq.client.GroupAdmin;
import io.cometmq.client.GroupSettings;
import io.cometmq.model.SubscriptionGroupConfig;
import io.cometmq.model.TopicNames;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.SubscriptionGroupBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Consumer groups. Safe for any thread; the work is done on the client's loop. */
final class GroupCalls implements GroupAdmin {
  private static final HeaderType<AdminHeaders.DeleteGroup> DELETE =
      HeaderType.of(AdminHeaders.DeleteGroup.class);
  private static final HeaderType<AdminHeaders.AllGroups> PAGE =
      HeaderType.of(AdminHeaders.AllGroups.class);
  private static final HeaderType<AdminHeaders.ConsumerGroup> MEMBERS =
      HeaderType.of(AdminHeaders.ConsumerGroup.class);
  private static final HeaderType<AdminHeaders.ConsumeStats> STATS =
      HeaderType.of(AdminHeaders.ConsumeStats.class);

  private final AdminCalls calls;

  GroupCalls(AdminCalls calls) {
    this.calls = calls;
  }

  @Override
  public Future<List<Entry>> list() {
    return calls.onLoop(
        () ->
            calls
                .masters(BrokerScope.all())
                .compose(
                    masters ->
                        AdminCalls.each(masters, this::groupsOf)
                            .map(tables -> merged(masters, tables))));
  }

  private Future<List<SubscriptionGroupConfig>> groupsOf(Broker broker) {
    return new Pages<>(
            "totalGroupNum",
            from ->
                calls.demand(
                    broker,
                    Ask.of(
                        RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
                        PAGE.encode(new AdminHeaders.AllGroups(from, Pages.SIZE)))),
            answer ->
                AdminCalls.read(
                    answer,
                    broker.name(),
                    null,
                    given -> SubscriptionGroupBody.readTable(JsonBody.read(given.body()))))
        .all();
  }

  private List<Entry> merged(List<Broker> masters, List<List<SubscriptionGroupConfig>> tables) {
    SortedMap<String, SortedMap<String, GroupSettings>> byGroup = new TreeMap<>();
    for (int i = 0; i < masters.size(); i++) {
      for (SubscriptionGroupConfig group : tables.get(i)) {
        if (calls.namespace().contains(group.groupName())) {
          byGroup
              .computeIfAbsent(group.groupName(), name -> new TreeMap<>())
              .put(masters.get(i).name(), settings(group));
        }
      }
    }
    List<Entry> entries = new ArrayList<>();
    byGroup.forEach(
        (group, settings) ->
            entries.add(
                new Entry(
                    calls.namespace().unwrap(group), TopicNames.isSystemGroup(group), settings)));
    return entries;
  }

  private static GroupSettings settings(SubscriptionGroupConfig group) {
    return new GroupSettings(
        group.consumeEnable(),
        group.consumeBroadcastEnable(),
        group.consumeMessageOrderly(),
        group.consumeFromMinEnable(),
        group.retryQueueNums(),
        group.retryMaxTimes());
  }

  @Override
  public Future<SortedMap<String, GroupSettings>> settings(String group) {
    return calls.onLoop(() -> known(group));
  }

  /** The settings by broker; fails when no broker has the group. */
  Future<SortedMap<String, GroupSettings>> known(String group) {
    return calls
        .masters(BrokerScope.all())
        .compose(
            masters ->
                AdminCalls.each(masters, broker -> found(group, broker))
                    .compose(
                        answers -> {
                          SortedMap<String, GroupSettings> byBroker = new TreeMap<>();
                          for (int i = 0; i < masters.size(); i++) {
                            String broker = masters.get(i).name();
                            answers
                                .get(i)
                                .ifPresent(config -> byBroker.put(broker, settings(config)));
                          }
                          return byBroker.isEmpty()
                              ? Future.failedFuture(unknown(group, masters))
                              : Future.succeededFuture(byBroker);
                        }));
  }

  /**
   * The group on one broker. Looked for among all of them: asked for a single group, RocketMQ's
   * brokers create it.
   */
  private Future<Optional<SubscriptionGroupConfig>> found(String group, Broker broker) {
    String wanted = calls.namespace().wrap(group);
    return groupsOf(broker)
        .map(all -> all.stream().filter(each -> each.groupName().equals(wanted)).findFirst());
  }

  private static ClientException unknown(String group, List<Broker> masters) {
    return new ClientException.Refused(
        "no broker knows the consumer group " + group,
        masters.stream().map(Broker::name).collect(Collectors.joining(", ")),
        null,
        ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
        "check the name, create the group, or start a consumer of it");
  }

  @Override
  public Future<List<String>> put(String group, GroupSettings settings, BrokerScope where) {
    String problem = TopicNames.groupProblem(group);
    if (problem != null) {
      return Future.failedFuture(new ClientException.Invalid(problem, null, "choose another name"));
    }
    return calls.onLoop(
        () ->
            calls
                .masters(where)
                .compose(
                    masters -> AdminCalls.change(masters, each -> put(group, settings, each))));
  }

  private Future<?> put(String group, GroupSettings settings, Broker broker) {
    return found(group, broker)
        .compose(
            found -> {
              SubscriptionGroupConfig before =
                  found.orElseGet(() -> SubscriptionGroupConfig.of(calls.namespace().wrap(group)));
              byte[] body = JsonBody.write(SubscriptionGroupBody.write(changed(before, settings)));
              return calls.demand(
                  broker, Ask.of(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP).with(body));
            });
  }

  private static SubscriptionGroupConfig changed(
      SubscriptionGroupConfig before, GroupSettings settings) {
    return new SubscriptionGroupConfig(
        before.groupName(),
        settings.consuming(),
        settings.fromFirst(),
        settings.broadcasting(),
        settings.ordered(),
        settings.retryQueues(),
        settings.maxRetries(),
        before.brokerId(),
        before.whichBrokerWhenConsumeSlowly(),
        before.notifyConsumerIdsChangedEnable(),
        before.groupSysFlag(),
        before.consumeTimeoutMinutes(),
        before.attributes(),
        before.others());
  }

  @Override
  public Future<List<String>> delete(String group, boolean offsets) {
    Ask ask =
        Ask.of(
            RequestCode.DELETE_SUBSCRIPTIONGROUP,
            DELETE.encode(
                new AdminHeaders.DeleteGroup(calls.namespace().wrap(group), offsets, offsets)));
    return calls.onLoop(
        () ->
            known(group)
                .compose(
                    having ->
                        calls
                            .masters(BrokerScope.all())
                            .compose(
                                masters ->
                                    AdminCalls.change(
                                        masters.stream()
                                            .filter(each -> having.containsKey(each.name()))
                                            .toList(),
                                        each -> calls.demand(each, ask)))));
  }

  @Override
  public Future<Online> members(String group) {
    Ask ask =
        Ask.of(
            RequestCode.GET_CONSUMER_CONNECTION_LIST,
            MEMBERS.encode(new AdminHeaders.ConsumerGroup(calls.namespace().wrap(group))));
    return calls.onLoop(
        () ->
            calls
                .masters(BrokerScope.all())
                .compose(
                    masters ->
                        AdminCalls.each(masters, broker -> connections(broker, ask))
                            .map(
                                answers ->
                                    GroupBodies.online(
                                        group, calls.namespace(), masters, answers))));
  }

  private Future<Optional<GroupBodies.Connections>> connections(Broker broker, Ask ask) {
    return calls
        .ask(broker, ask)
        .compose(
            answer ->
                answer.code() == ResponseCode.CONSUMER_NOT_ONLINE
                    ? Future.succeededFuture(Optional.empty())
                    : AdminCalls.succeeded(answer, broker.name(), null)
                        .compose(
                            good ->
                                AdminCalls.read(
                                    good,
                                    broker.name(),
                                    null,
                                    given -> Optional.of(GroupBodies.connections(given.body())))));
  }

  @Override
  public Future<Progress> progress(String group) {
    return calls.onLoop(
        () ->
            known(group)
                .compose(known -> calls.masters(BrokerScope.all()))
                .compose(masters -> progress(group, null, masters)));
  }

  @Override
  public Future<Progress> progress(String group, String topic) {
    return calls.onLoop(
        () ->
            known(group)
                .compose(known -> calls.route(topic))
                .compose(route -> progress(group, topic, AdminCalls.readers(route))));
  }

  private Future<Progress> progress(String group, @Nullable String topic, List<Broker> brokers) {
    Ask ask =
        Ask.of(
                RequestCode.GET_CONSUME_STATS,
                STATS.encode(
                    new AdminHeaders.ConsumeStats(
                        calls.namespace().wrap(group),
                        topic == null ? null : calls.namespace().wrap(topic),
                        null)))
            .about(topic);
    return AdminCalls.each(
            brokers,
            broker ->
                calls
                    .demand(broker, ask)
                    .compose(
                        answer ->
                            AdminCalls.read(
                                answer,
                                broker.name(),
                                topic,
                                given -> GroupBodies.progress(calls.namespace(), given.body()))))
        .map(parts -> GroupBodies.sum(group, parts));
  }
}

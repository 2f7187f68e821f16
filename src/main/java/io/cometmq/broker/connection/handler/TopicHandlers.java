package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.model.DataVersion;
import io.cometmq.model.MessageQueue;
import io.cometmq.model.Permission;
import io.cometmq.model.TopicConfig;
import io.cometmq.model.TopicFilterType;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.body.DataVersionBody;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.protocol.body.TopicConfigBody;
import io.cometmq.protocol.header.AdminHeaders;
import io.cometmq.protocol.header.HeaderType;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What tools ask of topics. Owned by one event loop. */
final class TopicHandlers {
  private static final int MAX_PAGE = 2_000;

  private static final HeaderType<AdminHeaders.CreateTopic> CREATE =
      HeaderType.of(AdminHeaders.CreateTopic.class);
  private static final HeaderType<AdminHeaders.Topic> TOPIC =
      HeaderType.of(AdminHeaders.Topic.class);
  private static final HeaderType<AdminHeaders.AllTopics> PAGE =
      HeaderType.of(AdminHeaders.AllTopics.class);

  private final AdminParts parts;

  TopicHandlers(AdminParts parts) {
    this.parts = parts;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.UPDATE_AND_CREATE_TOPIC, this::create);
    router.on(RequestCode.UPDATE_AND_CREATE_TOPIC_LIST, this::createAll);
    router.on(RequestCode.DELETE_TOPIC_IN_BROKER, this::delete);
    router.on(RequestCode.GET_ALL_TOPIC_CONFIG, this::all);
    router.on(RequestCode.GET_TOPIC_CONFIG, this::one);
    router.on(RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER, this::systemTopics);
    router.on(RequestCode.GET_TOPIC_STATS_INFO, this::stats);
  }

  private Future<RemotingCommand> create(Connection connection, RemotingCommand request) {
    AdminHeaders.CreateTopic header = CREATE.decode(request.extFields());
    TopicConfig known = parts.topics().find(header.topic());
    TopicConfig topic =
        new TopicConfig(
            header.topic(),
            header.readQueueNums(),
            header.writeQueueNums(),
            header.perm(),
            filterType(header.topicFilterType()),
            Objects.requireNonNullElse(header.topicSysFlag(), 0),
            Boolean.TRUE.equals(header.order()),
            attributes(known, header.attributes()));
    return put(request, List.of(topic));
  }

  private static TopicFilterType filterType(String name) {
    return name.equals(TopicFilterType.MULTI_TAG.name())
        ? TopicFilterType.MULTI_TAG
        : TopicFilterType.SINGLE_TAG;
  }

  /** Attributes change by {@code +name=value} and {@code -name}, separated by commas. */
  private static Map<String, String> attributes(
      @Nullable TopicConfig known, @Nullable String changes) {
    Map<String, String> attributes = new HashMap<>();
    if (known != null) {
      attributes.putAll(known.attributes());
    }
    if (changes == null || changes.isBlank()) {
      return attributes;
    }
    for (String change : List.of(changes.split(",", -1))) {
      int equals = change.indexOf('=');
      if (change.startsWith("+") && equals > 1) {
        attributes.put(change.substring(1, equals), change.substring(equals + 1));
      } else if (change.startsWith("-") && change.length() > 1) {
        attributes.remove(change.substring(1));
      } else {
        throw new RefusedException(
            ResponseCode.INVALID_PARAMETER,
            "attribute change '" + change + "' is neither +name=value nor -name");
      }
    }
    return attributes;
  }

  private Future<RemotingCommand> createAll(Connection connection, RemotingCommand request) {
    List<TopicConfig> topics = new ArrayList<>();
    JsonBody.read(request.body())
        .path("topicConfigList")
        .forEach(topic -> topics.add(TopicConfigBody.read(topic)));
    return put(request, topics);
  }

  private Future<RemotingCommand> put(RemotingCommand request, List<TopicConfig> topics) {
    topics.forEach(this::check);
    return parts
        .registration()
        .<Void>ask(state -> state.putTopics(topics))
        .map(done -> request.success());
  }

  private void check(TopicConfig topic) {
    String problem = TopicNames.topicProblem(topic.topicName());
    if (problem == null && parts.rules().isSystem(topic.topicName())) {
      problem = "The topic[" + topic.topicName() + "] is conflict with system topic.";
    }
    if (problem == null && !Permission.isValid(topic.perm())) {
      problem = "perm " + topic.perm() + " is no sum of 1, 2, 4 and 8";
    }
    if (problem == null && (topic.readQueueNums() < 0 || topic.writeQueueNums() < 0)) {
      problem = "topic " + topic.topicName() + " can't have a negative number of queues";
    }
    if (problem != null) {
      throw new RefusedException(ResponseCode.INVALID_PARAMETER, problem);
    }
  }

  private Future<RemotingCommand> delete(Connection connection, RemotingCommand request) {
    String name = TOPIC.decode(request.extFields()).topic();
    if (parts.rules().isSystem(name)) {
      throw new RefusedException(
          ResponseCode.INVALID_PARAMETER, "The topic[" + name + "] is the broker's own and stays");
    }
    return parts
        .registration()
        .<Boolean>ask(state -> state.deleteTopic(name))
        .compose(
            done ->
                parts
                    .dispatch()
                    .ask(
                        state -> {
                          state.offsets().removeTopic(name);
                          parts.store().queues().remove(name);
                          return true;
                        }))
        .compose(
            done ->
                parts
                    .coldReads()
                    .executeBlocking(
                        () -> {
                          parts.store().queues().deleteFiles(name);
                          return true;
                        },
                        false))
        .map(
            done -> {
              parts.stats().forgetTopic(name);
              return request.success();
            });
  }

  private Future<RemotingCommand> all(Connection connection, RemotingCommand request) {
    AdminHeaders.AllTopics header = PAGE.decode(request.extFields());
    List<TopicConfig> sorted =
        parts.topics().all().stream().sorted(Comparator.comparing(TopicConfig::topicName)).toList();
    Integer from = header.topicSeq();
    Integer max = header.maxTopicNum();
    List<TopicConfig> page = sorted;
    if (from != null) {
      int start = Math.min(Math.max(0, from), sorted.size());
      int size = max == null ? MAX_PAGE : Math.min(Math.max(1, max), MAX_PAGE);
      page = sorted.subList(start, Math.min(sorted.size(), start + size));
    }
    ObjectNode body = TopicConfigBody.writeTable(page, parts.topics().version());
    body.set("mappingDataVersion", DataVersionBody.write(new DataVersion(0, 0, 0)));
    body.putObject("topicQueueMappingDetailMap");
    body.putObject("topicQueueMappingInfoMap");
    return Future.succeededFuture(
        request.response(
            ResponseCode.SUCCESS,
            null,
            Map.of("totalTopicNum", Integer.toString(sorted.size())),
            JsonBody.write(body)));
  }

  private Future<RemotingCommand> one(Connection connection, RemotingCommand request) {
    TopicConfig topic = require(TOPIC.decode(request.extFields()).topic());
    return Future.succeededFuture(request.success(JsonBody.write(TopicConfigBody.write(topic))));
  }

  private TopicConfig require(String name) {
    TopicConfig topic = parts.topics().find(name);
    if (topic == null) {
      throw new RefusedException(ResponseCode.TOPIC_NOT_EXIST, "topic[" + name + "] not exist");
    }
    return topic;
  }

  private Future<RemotingCommand> systemTopics(Connection connection, RemotingCommand request) {
    ObjectNode node = JsonBody.object();
    ArrayNode list = node.putArray("topicList");
    parts.topics().all().stream()
        .map(TopicConfig::topicName)
        .filter(parts.rules()::isSystem)
        .sorted()
        .forEach(list::add);
    return Future.succeededFuture(request.success(JsonBody.write(node)));
  }

  private Future<RemotingCommand> stats(Connection connection, RemotingCommand request) {
    TopicConfig topic = require(TOPIC.decode(request.extFields()).topic());
    return parts.coldReads().executeBlocking(() -> statsOf(topic), false).map(request::success);
  }

  private byte[] statsOf(TopicConfig topic) {
    ObjectNode node = JsonBody.object();
    ObjectNode table = node.putObject("offsetTable");
    for (int i = 0; i < topic.queues(); i++) {
      MessageQueue name = new MessageQueue(topic.topicName(), parts.identity().name(), i);
      ConsumeQueue queue = parts.store().queues().find(topic.topicName(), i);
      ObjectNode row = table.putObject(JsonBody.objectKey(name));
      long max = queue == null ? 0 : queue.maxOffset();
      long min = queue == null ? 0 : queue.minOffset();
      long time = queue == null || max <= min ? 0 : parts.search().storeTime(queue, max - 1);
      row.put("lastUpdateTimestamp", Math.max(0, time)).put("maxOffset", max).put("minOffset", min);
    }
    node.put("topicPutTps", parts.rates().inPerSecond(topic.topicName()));
    return JsonBody.writeDialect(node, false);
  }
}

package io.cometmq.peer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.message.MessageRequestMode;
import org.apache.rocketmq.remoting.protocol.body.AclInfo;
import org.apache.rocketmq.remoting.protocol.body.UserInfo;
import org.apache.rocketmq.remoting.protocol.header.ExportRocksDBConfigToJsonRequestHeader;
import org.apache.rocketmq.remoting.protocol.statictopic.TopicQueueMappingDetail;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;

/** Sensible arguments for every method of the official administration interface. Used once. */
final class WalkArguments {
  private static final String TOPIC = WalkScene.TOPIC;
  private static final String GROUP = WalkScene.GROUP;
  private static final String CLUSTER = WalkScene.CLUSTER;
  private static final long TIMEOUT_MS = 5_000;

  private final WalkScene scene;
  private final String broker;
  private final List<String> namesrvs;
  private final Map<String, Object[]> arguments = new HashMap<>();

  WalkArguments(WalkScene scene) throws Exception {
    this.scene = scene;
    this.broker = scene.broker();
    this.namesrvs = List.of(scene.namesrv());
    topics();
    groups();
    consumption();
    offsets();
    messages();
    cluster();
    settings();
    replicas();
    access();
    lite();
  }

  /** The arguments by name and types of parameters. */
  Map<String, Object[]> bySignature() {
    return arguments;
  }

  private void put(String signature, Object... values) {
    if (arguments.put(signature, values) != null) {
      throw new IllegalStateException("twice: " + signature);
    }
  }

  private void topics() {
    TopicConfig topic = new TopicConfig("walk-made", 2, 2);
    put("createTopic(String, String, int, Map)", "TBW102", "walk-made-1", 2, Map.of());
    put("createTopic(String, String, int, int, Map)", "TBW102", "walk-made-2", 2, 0, Map.of());
    put("createAndUpdateTopicConfig(String, TopicConfig)", broker, topic);
    put("createAndUpdateTopicConfigList(String, List)", broker, List.of(topic));
    put(
        "createStaticTopic(String, String, TopicConfig, TopicQueueMappingDetail, boolean)",
        broker,
        "TBW102",
        new TopicConfig("walk-static", 2, 2),
        new TopicQueueMappingDetail("walk-static", 2, WalkScene.BROKER_NAME, 1),
        false);
    put("deleteTopic(String, String)", "walk-doomed-1", CLUSTER);
    put("deleteTopicInBroker(Set, String)", Set.of(broker), "walk-doomed-2");
    put("deleteTopicInBrokerConcurrent(Set, String)", Set.of(broker), "walk-doomed-3");
    put("deleteTopicInNameServer(Set, String)", Set.copyOf(namesrvs), "walk-doomed-2");
    put("deleteTopicInNameServer(Set, String, String)", nameServers(), CLUSTER, "walk-doomed-3");
    put("createOrUpdateOrderConf(String, String, boolean)", "walk-order", "broker-a:2", true);
    put("examineTopicConfig(String, String)", broker, TOPIC);
    put("examineTopicRouteInfo(String)", TOPIC);
    put("examineTopicStats(String)", TOPIC);
    put("examineTopicStats(String, String)", broker, TOPIC);
    put("examineTopicStatsConcurrent(String)", TOPIC);
    put("fetchAllTopicList()");
    put("fetchTopicsByCLuster(String)", CLUSTER);
    put("getAllTopicConfig(String, long)", broker, TIMEOUT_MS);
    put("getUserTopicConfig(String, boolean, long)", broker, true, TIMEOUT_MS);
    put("getTopicClusterList(String)", TOPIC);
    put("getClusterList(String)", TOPIC);
    put("cleanUnusedTopic(String)", CLUSTER);
    put("cleanUnusedTopicByAddr(String)", broker);
  }

  private Set<String> nameServers() {
    return Set.copyOf(namesrvs);
  }

  private void groups() {
    SubscriptionGroupConfig group = new SubscriptionGroupConfig();
    group.setGroupName("walk-made-group");
    put("createAndUpdateSubscriptionGroupConfig(String, SubscriptionGroupConfig)", broker, group);
    put("createAndUpdateSubscriptionGroupConfigList(String, List)", broker, List.of(group));
    put("deleteSubscriptionGroup(String, String)", broker, "walk-doomed-group");
    put("deleteSubscriptionGroup(String, String, boolean)", broker, "walk-doomed-group", true);
    put("examineSubscriptionGroupConfig(String, String)", broker, GROUP);
    put("getAllSubscriptionGroup(String, long)", broker, TIMEOUT_MS);
    put("getUserSubscriptionGroup(String, long)", broker, TIMEOUT_MS);
    put(
        "updateAndGetGroupReadForbidden(String, String, String, Boolean)",
        broker,
        "walk-made-group",
        TOPIC,
        true);
    put(
        "setMessageRequestMode(String, String, String, MessageRequestMode, int, long)",
        broker,
        TOPIC,
        GROUP,
        MessageRequestMode.PULL,
        0,
        TIMEOUT_MS);
  }

  private void consumption() {
    put("examineConsumeStats(String)", GROUP);
    put("examineConsumeStats(String, String)", GROUP, TOPIC);
    put("examineConsumeStats(String, String, String)", CLUSTER, GROUP, TOPIC);
    put("examineConsumeStats(String, String, String, long)", broker, GROUP, TOPIC, TIMEOUT_MS);
    put("examineConsumeStatsConcurrent(String, String)", GROUP, TOPIC);
    put("fetchConsumeStatsInBroker(String, boolean, long)", broker, false, TIMEOUT_MS);
    put("examineConsumerConnectionInfo(String)", GROUP);
    put("examineConsumerConnectionInfo(String, String)", GROUP, broker);
    put("examineProducerConnectionInfo(String, String)", WalkScene.PRODUCERS, TOPIC);
    put("getAllProducerInfo(String)", broker);
    put("getConsumeStatus(String, String, String)", TOPIC, GROUP, "");
    put("getConsumerRunningInfo(String, String, boolean)", GROUP, scene.clientId(), true);
    put(
        "getConsumerRunningInfo(String, String, boolean, boolean)",
        GROUP,
        scene.clientId(),
        false,
        true);
    put("queryConsumeTimeSpan(String, String)", TOPIC, GROUP);
    put("queryConsumeTimeSpanConcurrent(String, String)", TOPIC, GROUP);
    put("querySubscription(String, String)", GROUP, TOPIC);
    put("queryTopicConsumeByWho(String)", TOPIC);
    put("queryTopicsByConsumer(String)", GROUP);
    put("queryTopicsByConsumerConcurrent(String)", GROUP);
    put("viewBrokerStatsData(String, String, String)", broker, "TOPIC_PUT_NUMS", TOPIC);
    put("exportPopRecords(String, long)", broker, TIMEOUT_MS);
  }

  private void offsets() {
    MessageQueue queue = scene.queue();
    put("cloneGroupOffset(String, String, String, boolean)", GROUP, "walk-clone", TOPIC, true);
    put("earliestMsgStoreTime(MessageQueue)", queue);
    put("maxOffset(MessageQueue)", queue);
    put("minOffset(MessageQueue)", queue);
    put("searchOffset(MessageQueue, long)", queue, 0L);
    put("searchOffset(String, String, int, long, long)", broker, TOPIC, 0, 0L, TIMEOUT_MS);
    put("queryConsumeQueue(String, String, int, long, int, String)", unitsWanted());
    put("resetOffsetByQueueId(String, String, String, int, long)", broker, GROUP, TOPIC, 0, 0L);
    put("resetOffsetByTimestamp(String, String, long, boolean)", TOPIC, GROUP, 0L, true);
    put(
        "resetOffsetByTimestamp(String, String, String, long, boolean)",
        CLUSTER,
        TOPIC,
        GROUP,
        0L,
        true);
    put("resetOffsetByTimestampOld(String, String, long, boolean)", GROUP, TOPIC, 0L, true);
    put("resetOffsetNew(String, String, long)", GROUP, TOPIC, 0L);
    put("resetOffsetNewConcurrent(String, String, long)", GROUP, TOPIC, 0L);
    put(
        "updateConsumeOffset(String, String, MessageQueue, long)",
        broker,
        "walk-made-group",
        queue,
        0L);
  }

  private Object[] unitsWanted() {
    return new Object[] {broker, TOPIC, scene.queue().getQueueId(), 0L, 10, GROUP};
  }

  private void messages() throws Exception {
    String id = scene.offsetMsgId();
    put("viewMessage(String, String)", TOPIC, id);
    put("queryMessage(String, String, int, long, long)", TOPIC, "walk-key", 1, 0L, Long.MAX_VALUE);
    put("queryMessage(String, String, String)", CLUSTER, TOPIC, id);
    put("messageTrackDetail(MessageExt)", scene.message());
    put("messageTrackDetailConcurrent(MessageExt)", scene.message());
    put(
        "consumeMessageDirectly(String, String, String, String)",
        GROUP,
        scene.clientId(),
        TOPIC,
        id);
    put(
        "consumeMessageDirectly(String, String, String, String, String)",
        CLUSTER,
        GROUP,
        scene.clientId(),
        TOPIC,
        id);
    put("resumeCheckHalfMessage(String, String)", TOPIC, scene.halfMsgId());
  }

  private void cluster() {
    put("start()");
    put("shutdown()");
    put("examineBrokerClusterInfo()");
    put("fetchBrokerRuntimeStats(String)", broker);
    put("getNameServerAddressList()");
    put("addWritePermOfBroker(String, String)", scene.namesrv(), WalkScene.BROKER_NAME);
    put("wipeWritePermOfBroker(String, String)", scene.namesrv(), WalkScene.BROKER_NAME);
    put("cleanExpiredConsumerQueue(String)", CLUSTER);
    put("cleanExpiredConsumerQueueByAddr(String)", broker);
    put("deleteExpiredCommitLog(String)", CLUSTER);
    put("deleteExpiredCommitLogByAddr(String)", broker);
    put("addBrokerToContainer(String, String)", broker, "/broker.conf");
    put("removeBrokerFromContainer(String, String, String, long)", containerBroker());
  }

  private Object[] containerBroker() {
    return new Object[] {broker, CLUSTER, WalkScene.BROKER_NAME, 1L};
  }

  private void settings() {
    Properties change = new Properties();
    change.setProperty("useServerSideResetOffset", "true");
    put("updateBrokerConfig(String, Properties)", broker, change);
    put("getBrokerConfig(String)", broker);
    Properties port = new Properties();
    port.setProperty("listenPort", "9876");
    put("updateNameServerConfig(Properties, List)", port, namesrvs);
    put("getNameServerConfig(List)", namesrvs);
    put("createAndUpdateKvConfig(String, String, String)", WalkScene.NAMESPACE, "other", "value");
    put("deleteKvConfig(String, String)", WalkScene.NAMESPACE, "other");
    put("getKVConfig(String, String)", WalkScene.NAMESPACE, "key");
    put("getKVListByNamespace(String)", WalkScene.NAMESPACE);
    put("putKVConfig(String, String, String)", WalkScene.NAMESPACE, "third", "value");
    put("checkRocksdbCqWriteProgress(String, String, long)", broker, TOPIC, 0L);
    put(
        "exportRocksDBConfigToJson(String, List)",
        broker,
        List.of(ExportRocksDBConfigToJsonRequestHeader.ConfigType.TOPICS));
    put("updateColdDataFlowCtrGroupConfig(String, Properties)", broker, coldGroups());
    put("removeColdDataFlowCtrGroupConfig(String, String)", broker, GROUP);
    put("getColdDataFlowCtrInfo(String)", broker);
    put("setCommitLogReadAheadMode(String, String)", broker, "0");
    put("switchTimerEngine(String, String)", broker, "R");
  }

  private static Properties coldGroups() {
    Properties limits = new Properties();
    limits.setProperty(GROUP, "1000");
    return limits;
  }

  private void replicas() {
    put("getBrokerHAStatus(String)", broker);
    put("getInSyncStateData(String, List)", broker, List.of(WalkScene.BROKER_NAME));
    put("getBrokerEpochCache(String)", broker);
    put("getControllerMetaData(String)", broker);
    put("resetMasterFlushOffset(String, long)", broker, 0L);
    put("getControllerConfig(List)", List.of(broker));
    put("updateControllerConfig(Properties, List)", coldGroups(), List.of(broker));
    put("electMaster(String, String, String, Long)", broker, CLUSTER, WalkScene.BROKER_NAME, 0L);
    put(
        "cleanControllerBrokerData(String, String, String, String, boolean)",
        broker,
        CLUSTER,
        WalkScene.BROKER_NAME,
        "1",
        false);
  }

  private void access() {
    UserInfo user = UserInfo.of("walker", "secret", "Normal");
    AclInfo acl =
        AclInfo.of("User:walker", List.of("Topic:*"), List.of("Pub"), List.of("*"), "Allow");
    List<String> resources = List.of("Topic:*");
    List<String> actions = List.of("Pub");
    List<String> ips = List.of("*");
    String subject = "User:walker";
    put("createUser(String, String, String, String)", broker, "walker", "secret", "Normal");
    put("createUser(String, UserInfo)", broker, user);
    put(
        "updateUser(String, String, String, String, String)",
        broker,
        "walker",
        "secret",
        "Normal",
        "enable");
    put("updateUser(String, UserInfo)", broker, user);
    put("deleteUser(String, String)", broker, "walker");
    put("getUser(String, String)", broker, "walker");
    put("listUser(String, String)", broker, "");
    String rule = "(String, String, List, List, List, String)";
    put("createAcl" + rule, broker, subject, resources, actions, ips, "Allow");
    put("createAcl(String, AclInfo)", broker, acl);
    put("updateAcl" + rule, broker, subject, resources, actions, ips, "Allow");
    put("updateAcl(String, AclInfo)", broker, acl);
    put("deleteAcl(String, String, String)", broker, subject, "Topic:*");
    put("getAcl(String, String)", broker, subject);
    put("listAcl(String, String, String)", broker, "", "");
  }

  private void lite() {
    put("getBrokerLiteInfo(String)", broker);
    put("getParentTopicInfo(String, String)", broker, TOPIC);
    put("getLiteTopicInfo(String, String, String)", broker, TOPIC, "lite");
    put("getLiteClientInfo(String, String, String, String)", liteClient());
    put("getLiteGroupInfo(String, String, String, int)", broker, GROUP, "lite", 10);
    put("triggerLiteDispatch(String, String, String)", broker, GROUP, scene.clientId());
  }

  private Object[] liteClient() {
    return new Object[] {broker, TOPIC, GROUP, scene.clientId()};
  }
}

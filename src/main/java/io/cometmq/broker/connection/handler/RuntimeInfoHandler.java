package io.cometmq.broker.connection.handler;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cometmq.bus.StorageProxy;
import io.cometmq.model.TopicNames;
import io.cometmq.net.Connection;
import io.cometmq.net.RequestRouter;
import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.RequestCode;
import io.cometmq.protocol.body.JsonBody;
import io.cometmq.store.log.CommitLog;
import io.cometmq.store.queue.ConsumeQueue;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * GET_BROKER_RUNTIME_INFO: what tools show of a broker, as texts by name. Owned by one event loop.
 */
final class RuntimeInfoHandler {
  private final AdminParts parts;
  private final OperatorParts operator;
  private final StorageProxy storage;
  private final long startedMs;
  private final String version;

  RuntimeInfoHandler(
      AdminParts parts,
      OperatorParts operator,
      StorageProxy storage,
      long startedMs,
      String version) {
    this.parts = parts;
    this.operator = operator;
    this.storage = storage;
    this.startedMs = startedMs;
    this.version = version;
  }

  void install(RequestRouter router) {
    router.on(RequestCode.GET_BROKER_RUNTIME_INFO, this::info);
  }

  private Future<RemotingCommand> info(Connection connection, RemotingCommand request) {
    return parts
        .coldReads()
        .executeBlocking(
            () -> {
              ObjectNode node = JsonBody.object();
              ObjectNode table = node.putObject("table");
              broker(table);
              traffic(table);
              store(table);
              queues(table);
              delays(table);
              return JsonBody.write(node);
            },
            false)
        .map(request::success);
  }

  private void broker(ObjectNode table) {
    long now = parts.clock().millis();
    table
        .put("brokerVersionDesc", "CometMQ_" + version)
        .put("brokerVersion", Integer.toString(RemotingCommand.PROTOCOL_VERSION))
        .put("bootTimestamp", Long.toString(startedMs))
        .put("startAcceptSendRequestTimeStamp", "0")
        .put("brokerActive", "true")
        .put("brokerRole", "ASYNC_MASTER")
        .put("runtime", Duration.ofMillis(now - startedMs).toString());
  }

  private void traffic(ObjectNode table) {
    String in = triple(parts.rates().inPerSecond());
    String out = triple(parts.rates().outPerSecond());
    long totalIn = parts.stats().allIn().messages();
    long totalOut = parts.stats().allOut().messages();
    table
        .put("putTps", in)
        .put("getTotalTps", out)
        .put("getTransferedTps", out)
        .put("getTransferredTps", out)
        .put("getFoundTps", out)
        .put("getMissTps", triple(0))
        .put("msgPutTotalTodayNow", Long.toString(totalIn))
        .put("msgPutTotalTodayMorning", Long.toString(operator.history().thisMorning().in()))
        .put(
            "msgPutTotalYesterdayMorning",
            Long.toString(operator.history().yesterdayMorning().in()))
        .put("msgGetTotalTodayNow", Long.toString(totalOut))
        .put("msgGetTotalTodayMorning", Long.toString(operator.history().thisMorning().out()))
        .put(
            "msgGetTotalYesterdayMorning",
            Long.toString(operator.history().yesterdayMorning().out()))
        .put("putMessageEntireTimeMax", "0")
        .put("getMessageEntireTimeMax", "0")
        .put("putMessageDistributeTime", "")
        .put("putMessageSizeTotal", Long.toString(parts.stats().allIn().bytes()))
        .put(
            "putMessageAverageSize",
            Double.toString(totalIn == 0 ? 0 : (double) parts.stats().allIn().bytes() / totalIn));
  }

  private void store(ObjectNode table) {
    CommitLog log = parts.store().commitLog();
    String disk = Double.toString(parts.store().diskUsedPercent() / 100.0);
    table
        .put("earliestMessageTimeStamp", Long.toString(parts.store().earliestTimestamp()))
        .put("commitLogDiskRatio", disk)
        .put("consumeQueueDiskRatio", disk)
        .put("commitLogMinOffset", Long.toString(log.minPosition()))
        .put("commitLogMaxOffset", Long.toString(log.endPosition()))
        .put("commitLogDirCapacity", "")
        .put("pageCacheLockTimeMills", "0")
        .put(
            "dispatchBehindBytes",
            Long.toString(log.endPosition() - parts.store().dispatcher().dispatchedPosition()))
        .put("remainTransientStoreBufferNumbs", Integer.toString(Integer.MAX_VALUE))
        .put("remainHowManyDataToFlush", (log.endPosition() - log.flushedPosition()) + " B");
  }

  private void queues(ObjectNode table) {
    table
        .put("sendThreadPoolQueueSize", Integer.toString(storage.depth()))
        .put("sendThreadPoolQueueCapacity", Integer.toString(storage.capacity()))
        .put("sendThreadPoolQueueHeadWaitTimeMills", "0");
    for (String name :
        List.of("pullThreadPool", "litePullThreadPool", "queryThreadPool", "ackThreadPool")) {
      table
          .put(name + "QueueSize", "0")
          .put(name + "QueueCapacity", "0")
          .put(name + "QueueHeadWaitTimeMills", "0");
    }
    table.put("EndTransactionQueueSize", "0").put("EndTransactionThreadPoolQueueCapacity", "0");
  }

  private void delays(ObjectNode table) {
    operator
        .delays()
        .offsets()
        .forEach(
            (level, next) -> {
              ConsumeQueue queue = parts.store().queues().find(TopicNames.SCHEDULE, level - 1);
              long end = queue == null ? 0 : queue.maxOffset();
              table.put("scheduleMessageOffset_" + level, next + "," + end);
            });
    table
        .put("timerCongestNum", Long.toString(operator.delays().waitingForTime()))
        .put("timerOffsetBehind", "0")
        .put("timerReadBehind", "0")
        .put("timerEnqueueTps", "0.0")
        .put("timerDequeueTps", "0.0");
  }

  /** Tools expect averages over 10 s, 60 s and 600 s; ours is one over the last ten seconds. */
  private static String triple(double rate) {
    String text = String.format(Locale.ROOT, "%.2f", rate);
    return text + " " + text + " " + text;
  }
}

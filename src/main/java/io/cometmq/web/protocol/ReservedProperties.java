package io.cometmq.web.protocol;

import java.util.Set;

/** Properties that are not the application's: pages neither see nor set them. Stateless. */
public final class ReservedProperties {
  private static final Set<String> NAMES =
      Set.of(
          "KEYS",
          "TAGS",
          "WAIT",
          "DELAY",
          "RETRY_TOPIC",
          "REAL_TOPIC",
          "REAL_QID",
          "TRAN_MSG",
          "PGROUP",
          "MIN_OFFSET",
          "MAX_OFFSET",
          "BUYER_ID",
          "ORIGIN_MESSAGE_ID",
          "TRANSFER_FLAG",
          "CORRECTION_FLAG",
          "MQ2_FLAG",
          "RECONSUME_TIME",
          "MSG_REGION",
          "TRACE_ON",
          "UNIQ_KEY",
          "EXTEND_UNIQ_INFO",
          "MAX_RECONSUME_TIMES",
          "CONSUME_START_TIME",
          "POP_CK",
          "POP_CK_OFFSET",
          "1ST_POP_TIME",
          "TRAN_PREPARED_QUEUE_OFFSET",
          "DUP_INFO",
          "__transactionId__",
          "__SHARDINGKEY",
          "INSTANCE_ID",
          "CORRELATION_ID",
          "REPLY_TO_CLIENT",
          "TTL",
          "ARRIVE_TIME",
          "PUSH_REPLY_TIME",
          "CLUSTER",
          "MSG_TYPE",
          "INNER_MULTI_DISPATCH",
          "INNER_MULTI_QUEUE_OFFSET",
          "INNER_NUM",
          "INNER_BASE",
          "DLQ_ORIGIN_TOPIC",
          "DLQ_ORIGIN_MESSAGE_ID",
          "CRC32",
          "__CRC32#",
          "TIMER_OUT_MS",
          "TIMER_ENQUEUE_MS",
          "TIMER_DEQUEUE_MS",
          "TIMER_ROLL_TIMES",
          "TIMER_DEL_UNIQKEY",
          "TIMER_DELAY_SEC",
          "TIMER_DELAY_MS",
          "TIMER_DELIVER_MS");

  private ReservedProperties() {}

  /** Whether the name means something to the broker or to RocketMQ's clients. */
  public static boolean isReserved(String name) {
    return NAMES.contains(name);
  }
}

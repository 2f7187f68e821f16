package io.cometmq.client.internal.admin;

import io.cometmq.client.ClusterAdmin.Status;
import java.util.Map;

/** Reads what brokers tell of themselves: texts by name. Stateless. */
final class RuntimeTable {
  private RuntimeTable() {}

  /** What is read of it; what is missing or no number counts as nothing. */
  static Status status(Map<String, String> table) {
    return new Status(
        table.getOrDefault("brokerVersionDesc", ""),
        AdminBodies.time(whole(table, "bootTimestamp")),
        rate(table, "putTps"),
        rate(table, "getTransferredTps", "getTransferedTps"),
        whole(table, "msgPutTotalTodayNow") - whole(table, "msgPutTotalTodayMorning"),
        whole(table, "msgGetTotalTodayNow") - whole(table, "msgGetTotalTodayMorning"),
        number(table.getOrDefault("commitLogDiskRatio", ""), -1),
        Math.max(0, whole(table, "commitLogMaxOffset") - whole(table, "commitLogMinOffset")),
        AdminBodies.time(whole(table, "earliestMessageTimeStamp")),
        Math.max(0, whole(table, "dispatchBehindBytes")),
        Map.copyOf(table));
  }

  /** The first of up to three averages: that of the last ten seconds. */
  private static double rate(Map<String, String> table, String... names) {
    for (String name : names) {
      String text = table.get(name);
      if (text != null) {
        int blank = text.indexOf(' ');
        return number(blank < 0 ? text : text.substring(0, blank), 0);
      }
    }
    return 0;
  }

  private static long whole(Map<String, String> table, String name) {
    return (long) number(table.getOrDefault(name, ""), 0);
  }

  private static double number(String text, double otherwise) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}

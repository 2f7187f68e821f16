package io.cometmq.peer.api;

/**
 * A push consumer to be.
 *
 * @param expression tags as in {@code a || b}, or {@code *}; or SQL92
 * @param sql whether the expression is SQL92
 * @param fromFirst where a group without offsets begins: with the first message, or after the last
 * @param orderly one queue at a time, in order
 * @param assignedByBroker whether the broker decides who reads what, and whether by pull or by pop;
 *     not before 5.0
 * @param instanceName tells clients of one process apart; empty for one that no other has
 */
public record ConsumerSpec(
    String group,
    String namesrv,
    String topic,
    String expression,
    boolean sql,
    boolean broadcasting,
    boolean fromFirst,
    boolean orderly,
    boolean assignedByBroker,
    String instanceName) {

  /** All messages of the topic from the first on, concurrently, shared by the group. */
  public static ConsumerSpec of(String group, String namesrv, String topic) {
    return new ConsumerSpec(group, namesrv, topic, "*", false, false, true, false, false, "");
  }

  /** The same with other tags. */
  public ConsumerSpec withExpression(String tags) {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        tags,
        false,
        broadcasting,
        fromFirst,
        orderly,
        assignedByBroker,
        instanceName);
  }

  /** The same with a condition on properties. */
  public ConsumerSpec withSql(String condition) {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        condition,
        true,
        broadcasting,
        fromFirst,
        orderly,
        assignedByBroker,
        instanceName);
  }

  /** The same, but every consumer gets every message. */
  public ConsumerSpec asBroadcasting() {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        expression,
        sql,
        true,
        fromFirst,
        orderly,
        assignedByBroker,
        instanceName);
  }

  /** The same, but only messages that come after the group's first start. */
  public ConsumerSpec fromLast() {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        expression,
        sql,
        broadcasting,
        false,
        orderly,
        assignedByBroker,
        instanceName);
  }

  /** The same, but in the order of each queue. */
  public ConsumerSpec asOrderly() {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        expression,
        sql,
        broadcasting,
        fromFirst,
        true,
        assignedByBroker,
        instanceName);
  }

  /** The same, but the broker decides who reads what, and how. */
  public ConsumerSpec assignedByBroker(boolean yes) {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        expression,
        sql,
        broadcasting,
        fromFirst,
        orderly,
        yes,
        instanceName);
  }

  /** The same under another name. */
  public ConsumerSpec named(String name) {
    return new ConsumerSpec(
        group,
        namesrv,
        topic,
        expression,
        sql,
        broadcasting,
        fromFirst,
        orderly,
        assignedByBroker,
        name);
  }
}

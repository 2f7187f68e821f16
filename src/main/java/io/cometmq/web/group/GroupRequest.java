package io.cometmq.web.group;

import io.cometmq.filter.MessageFilter;

/**
 * What a page wants of a group. Immutable.
 *
 * @param fromEarliest where a group begins that has read nothing yet: with the oldest message, or
 *     with the next
 * @param invisibleMs how long others don't see what this page has been given
 */
public record GroupRequest(
    String topic, String group, MessageFilter filter, boolean fromEarliest, long invisibleMs) {}

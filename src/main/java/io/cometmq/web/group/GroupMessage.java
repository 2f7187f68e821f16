package io.cometmq.web.group;

/**
 * A message that was handed out to a page.
 *
 * @param deliveries how often it was handed out, this time included
 * @param fields the JSON object without its braces
 */
public record GroupMessage(Receipt receipt, int deliveries, String fields) {}

package io.cometmq.web.feed;

/**
 * One message as JSON. Immutable.
 *
 * @param queue its queue
 * @param next the offset after it
 * @param cursor the position after it
 * @param fields the JSON object without its braces, in UTF-8
 */
public record FeedMessage(int queue, long next, long storeTimeMs, String cursor, byte[] fields) {}

package io.cometmq.web.session;

import io.cometmq.util.Clock;
import io.cometmq.web.feed.Feeds;
import io.cometmq.web.protocol.Limits;
import io.cometmq.web.protocol.TopicRights;

/**
 * What the sessions of one event loop share.
 *
 * @param broker its name
 */
public record SessionParts(
    String broker,
    Limits limits,
    TopicRights rights,
    Feeds feeds,
    Publisher publisher,
    Clock clock) {}

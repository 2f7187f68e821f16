package io.cometmq.web.session;

import io.cometmq.util.Clock;
import io.cometmq.web.feed.Feeds;
import io.cometmq.web.group.GroupReads;
import io.cometmq.web.protocol.Gate;
import io.cometmq.web.protocol.Limits;
import io.cometmq.web.protocol.RefusalCounts;

/**
 * What the sessions of one event loop share.
 *
 * @param broker its name
 * @param gate tells what a token allows
 * @param users counts the sockets of each user, of all event loops
 * @param refusals counts what pages are refused, on all event loops
 */
public record SessionParts(
    String broker,
    Limits limits,
    Gate gate,
    UserSockets users,
    RefusalCounts refusals,
    Feeds feeds,
    Publisher publisher,
    GroupReads groups,
    Requester requester,
    Clock clock) {}

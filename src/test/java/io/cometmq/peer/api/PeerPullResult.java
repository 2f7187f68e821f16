package io.cometmq.peer.api;

import java.util.List;

/**
 * The broker's answer to a pull.
 *
 * @param status as the client names it: {@code FOUND}, {@code NO_NEW_MSG}, {@code NO_MATCHED_MSG}
 *     or {@code OFFSET_ILLEGAL}
 */
public record PeerPullResult(
    String status,
    long nextBeginOffset,
    long minOffset,
    long maxOffset,
    List<PeerMessage> messages) {}

package io.cometmq.broker.group;

import io.cometmq.model.LanguageCode;

/** One member of a group. Immutable. */
public record ClientInfo(
    ClientConnection connection,
    String clientId,
    LanguageCode language,
    int version,
    long lastUpdateMs) {}

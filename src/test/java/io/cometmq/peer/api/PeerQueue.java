package io.cometmq.peer.api;

/** Names a queue. */
public record PeerQueue(String topic, String brokerName, int queueId) {}

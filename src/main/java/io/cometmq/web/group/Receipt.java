package io.cometmq.web.group;

/** What a message is acknowledged with. Only who gave it out can read it. */
public interface Receipt {}

package io.cometmq.broker.pop;

/**
 * That messages were handed out, on its way to the revive log. Immutable.
 *
 * @param end offset in the queue up to which the group has come with it
 */
record Note(Chunk chunk, PopQueue queue, long end) {}

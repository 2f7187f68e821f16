/** Consume queues: for each queue of a topic, where in the log its messages are. */
@NullMarked
package io.cometmq.store.queue;

import org.jspecify.annotations.NullMarked;

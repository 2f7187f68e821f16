/** Follows the log and derives consume queues and index from it. */
@NullMarked
package io.cometmq.store.dispatch;

import org.jspecify.annotations.NullMarked;

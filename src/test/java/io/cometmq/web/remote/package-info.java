/** Queues of other brokers, without any. */
@NullMarked
package io.cometmq.web.remote;

import org.jspecify.annotations.NullMarked;

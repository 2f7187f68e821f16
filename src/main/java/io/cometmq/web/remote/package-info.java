/** Queues of other brokers, for pages: where they are, what is in them, who can't be reached. */
@NullMarked
package io.cometmq.web.remote;

import org.jspecify.annotations.NullMarked;

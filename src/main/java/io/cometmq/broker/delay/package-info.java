/** Messages that are delivered later: by level, or at a time. */
@NullMarked
package io.cometmq.broker.delay;

import org.jspecify.annotations.NullMarked;

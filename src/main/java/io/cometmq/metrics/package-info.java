/** Counters of the hot path and the meters that show them: names, descriptions, units. */
@NullMarked
package io.cometmq.metrics;

import org.jspecify.annotations.NullMarked;

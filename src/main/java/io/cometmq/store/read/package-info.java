/** Reads messages of a queue through its consume queue, as slices of the mapped log. */
@NullMarked
package io.cometmq.store.read;

import org.jspecify.annotations.NullMarked;

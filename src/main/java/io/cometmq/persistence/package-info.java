/** Saves small state files off the context that owns the state. */
@NullMarked
package io.cometmq.persistence;

import org.jspecify.annotations.NullMarked;

/** The key index: from a message's key to where in the log it may be. */
@NullMarked
package io.cometmq.store.index;

import org.jspecify.annotations.NullMarked;

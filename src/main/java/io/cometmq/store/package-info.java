/** The message store as a whole: opens, recovers, closes, and hands out its parts. */
@NullMarked
package io.cometmq.store;

import org.jspecify.annotations.NullMarked;

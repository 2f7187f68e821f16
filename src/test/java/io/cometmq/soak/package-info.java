/**
 * All kinds of messages at once, for as long as one likes, with kills in between, and the books at
 * the end.
 */
@NullMarked
package io.cometmq.soak;

import org.jspecify.annotations.NullMarked;

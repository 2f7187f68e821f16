/**
 * The one byte layout of a stored message, which the log, the body of a pull response and the
 * clients share. Works on {@link java.nio.ByteBuffer}s and byte arrays only.
 */
@NullMarked
package io.cometmq.record;

import org.jspecify.annotations.NullMarked;

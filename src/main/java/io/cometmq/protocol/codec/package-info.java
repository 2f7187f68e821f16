/**
 * Bytes to frames and back, in both header serialisations. The hot requests and responses have
 * codecs of their own that make neither maps nor strings of what they carry.
 */
@NullMarked
package io.cometmq.protocol.codec;

import org.jspecify.annotations.NullMarked;

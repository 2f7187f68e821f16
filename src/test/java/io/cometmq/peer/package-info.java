/**
 * Drives the unmodified official client. Loaded by {@code PeerLoader} beside the jars of one
 * version of it, so these classes use only what all those versions have, and nothing else of this
 * project.
 */
@NullMarked
package io.cometmq.peer;

import org.jspecify.annotations.NullMarked;

/** Tests of what producers and consumers share. */
@NullMarked
package io.cometmq.client.internal.wire;

import org.jspecify.annotations.NullMarked;

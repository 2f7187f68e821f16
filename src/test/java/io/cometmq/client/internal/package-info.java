/** Tests of what producers and consumers share. */
@NullMarked
package io.cometmq.client.internal;

import org.jspecify.annotations.NullMarked;

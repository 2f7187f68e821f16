/** The client behind its interfaces. Not for applications. */
@NullMarked
package io.cometmq.client.internal;

import org.jspecify.annotations.NullMarked;

/**
 * What producers and consumers of the client share: its event loop, connections to servers, routes
 * and heartbeats. Not for applications.
 */
@NullMarked
package io.cometmq.client.internal.wire;

import org.jspecify.annotations.NullMarked;

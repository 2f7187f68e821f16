/**
 * The remoting protocol on Vert.x sockets, for both sides: connections, routing of requests by
 * code, answers matched to requests. Knows frames and codes, not what they mean.
 */
@NullMarked
package io.cometmq.net;

import org.jspecify.annotations.NullMarked;

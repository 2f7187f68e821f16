/**
 * Group subscriptions: the broker owns the position, each message goes to one member and waits for
 * its acknowledgement.
 */
@NullMarked
package io.cometmq.web.group;

import org.jspecify.annotations.NullMarked;

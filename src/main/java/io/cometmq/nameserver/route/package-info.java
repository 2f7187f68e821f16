/** What a NameServer knows: brokers, their topics, who is alive, and a table of settings. */
@NullMarked
package io.cometmq.nameserver.route;

import org.jspecify.annotations.NullMarked;

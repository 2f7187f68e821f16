/** The NameServer: the routing verticle and the requests it answers. */
@NullMarked
package io.cometmq.nameserver;

import org.jspecify.annotations.NullMarked;

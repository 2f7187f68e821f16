/** What the client asks brokers and NameServers on behalf of operators. */
@NullMarked
package io.cometmq.client.internal.admin;

import org.jspecify.annotations.NullMarked;

/** What comet.v1 says: commands, codes, limits and rights, without any transport. */
@NullMarked
package io.cometmq.web.protocol;

import org.jspecify.annotations.NullMarked;

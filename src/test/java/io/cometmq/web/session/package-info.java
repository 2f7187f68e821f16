/** Tests of a page's conversation, without a transport. */
@NullMarked
package io.cometmq.web.session;

import org.jspecify.annotations.NullMarked;

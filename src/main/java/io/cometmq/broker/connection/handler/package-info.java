/** What the broker does for each request code: one small class per code or family of codes. */
@NullMarked
package io.cometmq.broker.connection.handler;

import org.jspecify.annotations.NullMarked;

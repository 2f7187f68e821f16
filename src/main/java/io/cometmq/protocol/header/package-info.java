/** Request and response headers as records; {@code HeaderType} maps them to text fields. */
@NullMarked
package io.cometmq.protocol.header;

import org.jspecify.annotations.NullMarked;

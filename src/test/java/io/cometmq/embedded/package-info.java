/** The example of docs/embedded.md. */
@NullMarked
package io.cometmq.embedded;

import org.jspecify.annotations.NullMarked;

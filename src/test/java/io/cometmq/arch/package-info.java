/** Tests about the shape of the sources: which package may use which, and what is kept tidy. */
@NullMarked
package io.cometmq.arch;

import org.jspecify.annotations.NullMarked;

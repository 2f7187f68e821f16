/** Files as the store uses them: mapped, reserved, forced, deleted, and failing. */
@NullMarked
package io.cometmq.store.file;

import org.jspecify.annotations.NullMarked;

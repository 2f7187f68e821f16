/** What integration tests have in common. */
@NullMarked
package io.cometmq.testkit;

import org.jspecify.annotations.NullMarked;

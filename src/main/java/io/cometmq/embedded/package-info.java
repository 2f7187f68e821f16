/** The broker within another program, for the tests of those who use it. */
@NullMarked
package io.cometmq.embedded;

import org.jspecify.annotations.NullMarked;

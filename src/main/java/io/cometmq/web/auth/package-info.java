/** Tokens of pages: which keys they are checked with, and what their claims allow. */
@NullMarked
package io.cometmq.web.auth;

import org.jspecify.annotations.NullMarked;

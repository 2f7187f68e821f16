@NullMarked
package io.cometmq.web.tls;

import org.jspecify.annotations.NullMarked;

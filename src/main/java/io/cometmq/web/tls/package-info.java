/** Encryption of the HTTP side: certificate and key from files, and their renewal. */
@NullMarked
package io.cometmq.web.tls;

import org.jspecify.annotations.NullMarked;

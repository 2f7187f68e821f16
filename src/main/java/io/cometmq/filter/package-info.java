/**
 * What subscriptions want: tags, and SQL92 on properties. Parsed once, then tested on the bytes of
 * stored records. Plain Java.
 */
@NullMarked
package io.cometmq.filter;

import org.jspecify.annotations.NullMarked;

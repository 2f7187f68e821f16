/** The registration verticle: owns topics and groups, saves them, and tells the NameServers. */
@NullMarked
package io.cometmq.broker.registration;

import org.jspecify.annotations.NullMarked;

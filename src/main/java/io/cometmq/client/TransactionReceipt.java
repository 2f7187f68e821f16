package io.cometmq.client;

/**
 * What became of a message sent in a transaction. Immutable.
 *
 * @param receipt proof that the broker has stored the message
 * @param outcome what the broker has been told: when it is {@link TransactionOutcome#UNKNOWN}, or
 *     when the word is lost on its way, the broker asks the {@link TransactionChecker}
 */
public record TransactionReceipt(SendReceipt receipt, TransactionOutcome outcome) {}

package io.cometmq.peer.api;

/** The producer's side of transactions; called by threads of the client. */
public interface PeerTransactionListener {
  /** The message is stored, now the local part is to be done. Its id is the transaction's. */
  PeerOutcome execute(PeerMessage message);

  /** The broker asks. */
  PeerOutcome check(PeerMessage message);
}

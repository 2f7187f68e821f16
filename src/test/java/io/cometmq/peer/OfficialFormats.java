package io.cometmq.peer;

import io.cometmq.peer.api.PeerFormats;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;

/** Drives {@code AclClientRPCHook} and the frame decoder. */
public final class OfficialFormats implements PeerFormats {
  private static final int LENGTH_BYTES = 4;

  /** Called by {@code PeerLoader}. */
  public OfficialFormats() {}

  @Override
  public Map<String, String> signed(
      byte[] frame, String accessKey, String secretKey, String token) {
    RemotingCommand command = decode(frame);
    SessionCredentials own = new SessionCredentials(accessKey, secretKey);
    if (!token.isEmpty()) {
      own.setSecurityToken(token);
    }
    new AclClientRPCHook(own).doBeforeRequest("server", command);
    return Map.copyOf(command.getExtFields());
  }

  @Override
  public Map<String, String> fields(byte[] frame) {
    return Map.copyOf(decode(frame).getExtFields());
  }

  private static RemotingCommand decode(byte[] frame) {
    return OfficialCalls.call(
        () ->
            RemotingCommand.decode(
                ByteBuffer.wrap(frame, LENGTH_BYTES, frame.length - LENGTH_BYTES).slice()));
  }
}

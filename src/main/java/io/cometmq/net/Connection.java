package io.cometmq.net;

import io.cometmq.protocol.RemotingCommand;
import io.cometmq.protocol.codec.RemotingCommandEncoder;
import io.cometmq.protocol.codec.RemotingFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection, of a client to us or of us to a server. Owned by its event loop; {@link
 * #isClosed}, {@link #remoteAddress} and {@link #send} may be called from any thread.
 *
 * <p>What is written within a {@link LoopTurn} leaves when the turn ends, in one flush.
 */
public final class Connection {
  /** Frames up to this size are gathered. */
  private static final int MAX_GATHERED_FRAME = 8 << 10;

  private final ChannelHandlerContext netty;
  private final ContextInternal context;
  private final LoopTurn turn;
  private final PendingRequests pending;
  private final InetSocketAddress remoteAddress;
  private final String remoteText;
  private final Overlap acknowledgements = new Overlap();
  private boolean gathers;
  private @Nullable ByteBuf gathered;
  private final GatherSize gatherSize = new GatherSize();
  private boolean dirty;
  private int readHolds;
  private long lastActiveMs;

  // read by the dispatch context to drop pulls that nobody waits for
  private volatile boolean closed;

  Connection(ContextInternal context, ChannelHandlerContext netty, LoopTurn turn) {
    this.netty = netty;
    this.context = context;
    this.turn = turn;
    this.pending = new PendingRequests(context, netty.channel().eventLoop());
    this.remoteAddress =
        netty.channel().remoteAddress() instanceof InetSocketAddress address
            ? address
            : InetSocketAddress.createUnresolved("unknown", 0);
    this.remoteText = text(remoteAddress);
    this.lastActiveMs = System.currentTimeMillis();
  }

  private static String text(InetSocketAddress address) {
    String host =
        address.getAddress() == null
            ? address.getHostString()
            : address.getAddress().getHostAddress();
    return host + ":" + address.getPort();
  }

  /** The peer's address. */
  public InetSocketAddress remoteAddress() {
    return remoteAddress;
  }

  /** The Vert.x context, and so the event loop, that owns this connection. */
  public ContextInternal context() {
    return context;
  }

  /** Whether the peer waits for the answers to what it acknowledges. */
  public Overlap acknowledgements() {
    return acknowledgements;
  }

  /** Whether the socket has been closed by either side. */
  public boolean isClosed() {
    return closed;
  }

  /** Queues a whole frame, or a part of one; the connection releases the buffer. */
  public void write(ByteBuf bytes) {
    assert inEventLoop();
    if (!isGathered(bytes)) {
      writeGathered();
      netty.write(bytes, netty.voidPromise());
    }
    markDirty();
  }

  /**
   * A buffer to append one whole frame to, which is queued with {@link #write(ByteBuf)} or {@link
   * #request} next. Small frames of one turn share a buffer, and so cost one write.
   *
   * @param capacity most bytes that the frame takes
   */
  public ByteBuf frame(int capacity) {
    assert inEventLoop();
    if (!gathers || capacity > MAX_GATHERED_FRAME) {
      return buffer(capacity);
    }
    ByteBuf current = gathered;
    if (current != null && current.writableBytes() < capacity) {
      writeGathered();
      gatherSize.full();
      current = null;
    }
    if (current == null) {
      current = buffer(gatherSize.with(capacity));
      gathered = current;
    }
    return current;
  }

  /** From now on small frames share buffers. */
  void gather() {
    gathers = true;
  }

  @SuppressWarnings("ReferenceEquality") // the very buffer that frame() gave
  private boolean isGathered(ByteBuf bytes) {
    return bytes == gathered;
  }

  private void writeGathered() {
    ByteBuf full = gathered;
    if (full != null) {
      gathered = null;
      netty.write(full, netty.voidPromise());
    }
  }

  /** Like {@link #write}; runs {@code whenOver} when the bytes have left or failed to. */
  public void write(ByteBuf bytes, Runnable whenOver) {
    assert inEventLoop();
    writeGathered();
    netty.write(bytes).addListener(written -> whenOver.run());
    markDirty();
  }

  /** Queues a command. */
  public void write(RemotingCommand command) {
    write(RemotingCommandEncoder.encode(netty.alloc(), command));
  }

  /** Writes a command and flushes at once; from any thread. */
  public void send(RemotingCommand command) {
    if (inEventLoop()) {
      writeGathered();
      netty.writeAndFlush(RemotingCommandEncoder.encode(netty.alloc(), command));
    } else {
      context.nettyEventLoop().execute(() -> send(command));
    }
  }

  /**
   * Sends a request to the peer and waits for its answer without blocking.
   *
   * @param request its opaque is replaced by one of this connection's own
   */
  public Future<RemotingCommand> invoke(RemotingCommand request, long timeoutMs) {
    assert inEventLoop();
    if (closed) {
      return Future.failedFuture(new ConnectionClosedException(remoteText + " is closed", null));
    }
    int opaque = pending.nextOpaque();
    CommandAnswer answer = new CommandAnswer("request " + request.code() + " to " + remoteText);
    pending.add(opaque, answer, timeoutMs);
    writeGathered();
    netty.writeAndFlush(RemotingCommandEncoder.encode(netty.alloc(), request.withOpaque(opaque)));
    return answer.future();
  }

  /** The number for a frame that {@link #request} is to send. */
  public int nextOpaque() {
    return pending.nextOpaque();
  }

  /**
   * Queues a request whose frame the caller has written, with a number from {@link #nextOpaque}.
   *
   * @param frame released by the connection
   * @param answer told once what came of it, always after this call
   * @param timeoutMs at least 1; kept to within some 50 ms
   */
  public void request(int opaque, ByteBuf frame, PendingAnswer answer, long timeoutMs) {
    pending.add(opaque, answer, timeoutMs);
    write(frame);
  }

  /** How many requests wait for their answer. */
  public int pendingRequests() {
    return pending.size();
  }

  /** When bytes last went through, in milliseconds since the epoch. */
  public long lastActiveMs() {
    return lastActiveMs;
  }

  /** Allocates buffers for frames to this peer. */
  public ByteBuf buffer(int capacity) {
    return netty.alloc().directBuffer(capacity);
  }

  /** Stops reading from the socket until {@link #resumeReading} has been called as often. */
  public void holdReading() {
    assert inEventLoop();
    readHolds++;
    netty.channel().config().setAutoRead(false);
  }

  /** Takes one {@link #holdReading} back. */
  public void resumeReading() {
    assert inEventLoop();
    if (readHolds > 0 && --readHolds == 0) {
      netty.channel().config().setAutoRead(true);
    }
  }

  /** Closes the socket after what was written has left. */
  public void close() {
    if (inEventLoop()) {
      writeGathered();
      netty.writeAndFlush(netty.alloc().buffer(0)).addListener(f -> netty.close());
    } else {
      context.nettyEventLoop().execute(this::close);
    }
  }

  boolean inEventLoop() {
    return netty.channel().eventLoop().inEventLoop();
  }

  boolean isWritable() {
    return netty.channel().isWritable();
  }

  void flush() {
    dirty = false;
    ByteBuf last = gathered;
    if (last != null) {
      gatherSize.endOfTurn(last.readableBytes());
    }
    writeGathered();
    netty.flush();
  }

  void complete(RemotingFrame response) {
    pending.complete(this, response);
  }

  void touched(long nowMs) {
    lastActiveMs = nowMs;
  }

  void onClosed() {
    closed = true;
    writeGathered(); // fails, and so releases the buffer
    pending.failAll(
        new ConnectionClosedException("connection to " + remoteText + " was closed", null));
  }

  private void markDirty() {
    if (!dirty) {
      dirty = true;
      turn.dirty(this);
    }
  }

  @Override
  public String toString() {
    return remoteText;
  }
}

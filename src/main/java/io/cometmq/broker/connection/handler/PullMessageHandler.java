package io.cometmq.broker.connection.handler;

import io.cometmq.broker.group.ConsumerOffsetTable;
import io.cometmq.broker.group.GroupState;
import io.cometmq.bus.DispatchEvent;
import io.cometmq.bus.DispatchProxy;
import io.cometmq.filter.MessageFilter;
import io.cometmq.model.PullSysFlag;
import io.cometmq.net.Connection;
import io.cometmq.net.RefusedException;
import io.cometmq.net.RequestHandler;
import io.cometmq.protocol.ResponseCode;
import io.cometmq.protocol.codec.HeaderView;
import io.cometmq.protocol.codec.PullMessageRequestDecoder;
import io.cometmq.protocol.codec.RemotingFrame;
import io.cometmq.protocol.header.PullMessageRequest;
import io.cometmq.store.queue.ConsumeQueue;
import io.cometmq.store.read.MessageReader;
import io.cometmq.store.read.ReadResult;
import io.cometmq.util.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PULL_MESSAGE and LITE_PULL_MESSAGE: answers at once what is there, from the event loop where the
 * bytes are at hand and from a worker where they are not; parks the rest in dispatch. Owned by one
 * event loop.
 */
final class PullMessageHandler implements RequestHandler {
  private static final Logger LOG = LoggerFactory.getLogger(PullMessageHandler.class);

  /** Most bytes in one answer, as RocketMQ has it; a single larger record is sent alone. */
  private static final int MAX_BYTES = 256 * 1024;

  private final LoopScope scope;
  private final PullAdmission admission;
  private final MessageReader reader;
  private final ConsumerOffsetTable offsets;
  private final DispatchProxy<GroupState> dispatch;
  private final PullResponder responder;
  private final WorkerExecutor coldReads;
  private final Clock clock;
  private final PullMessageRequestDecoder decoder = new PullMessageRequestDecoder();

  PullMessageHandler(
      LoopScope scope,
      PullAdmission admission,
      MessageReader reader,
      ConsumerOffsetTable offsets,
      DispatchProxy<GroupState> dispatch,
      PullResponder responder,
      WorkerExecutor coldReads,
      Clock clock) {
    this.scope = scope;
    this.admission = admission;
    this.reader = reader;
    this.offsets = offsets;
    this.dispatch = dispatch;
    this.responder = responder;
    this.coldReads = coldReads;
    this.clock = clock;
  }

  @Override
  public void handle(Connection connection, RemotingFrame frame) {
    HeaderView header = frame.header();
    try {
      PullMessageRequest request = decoder.decode(header);
      ConsumeQueue queue = admission.queueFor(request);
      MessageFilter filter = admission.filterFor(request);
      PullTask task = task(connection, header, request, queue, filter);
      if (tellReset(task)) {
        return;
      }
      if (PullSysFlag.hasCommitOffset(request.sysFlag()) && request.commitOffset() >= 0) {
        commit(request);
      }
      boolean suspend =
          PullSysFlag.hasSuspend(request.sysFlag()) && request.suspendTimeoutMillis() > 0;
      execute(task, suspend);
    } catch (RuntimeException e) {
      Refusals.answer(connection, header, e);
    } finally {
      frame.release();
    }
  }

  private PullTask task(
      Connection connection,
      HeaderView header,
      PullMessageRequest request,
      ConsumeQueue queue,
      MessageFilter filter) {
    int wanted = request.maxMsgBytes();
    return new PullTask(
        scope.loop(),
        connection,
        header.serializeType(),
        header.opaque(),
        request.consumerGroup(),
        request.topic(),
        queue,
        request.queueOffset(),
        Math.max(1, request.maxMsgNums()),
        wanted > 0 ? Math.min(wanted, MAX_BYTES) : MAX_BYTES,
        filter,
        clock.millis() + request.suspendTimeoutMillis(),
        0,
        this::resume);
  }

  private void resume(PullTask task) {
    try {
      admission.queueFor(task.group(), task.topic(), task.queue().queueId());
      if (!tellReset(task)) {
        execute(task, false);
      }
    } catch (RuntimeException e) {
      Refusals.answer(
          task.connection(), task.serializeType(), task.opaque(), e, Refusals.fields(e));
    }
  }

  /** A group that an operator has moved is told so; what it says of its old place is void. */
  private boolean tellReset(PullTask task) {
    long target = offsets.takeReset(task.group(), task.topic(), task.queue().queueId());
    if (target < 0) {
      return false;
    }
    responder.answer(task, ReadResult.reset(task.queue(), target));
    return true;
  }

  private void commit(PullMessageRequest request) {
    // a full ring loses nothing: the client commits the same or a later offset with its next pull
    dispatch.offer(
        new DispatchEvent.CommitOffset(
            request.consumerGroup(), request.topic(), request.queueId(), request.commitOffset()));
  }

  private void execute(PullTask task, boolean maySuspend) {
    ReadResult result =
        reader.read(
            task.queue(), task.offset(), task.maxMessages(), task.maxBytes(), task.filter(), false);
    if (result == null) {
      readCold(task);
    } else {
      answerOrPark(task, result, maySuspend);
    }
  }

  private void answerOrPark(PullTask task, ReadResult result, boolean maySuspend) {
    boolean nothingYet =
        PullResponder.codeOf(result.status(), task.offset()) == ResponseCode.PULL_NOT_FOUND;
    if (!maySuspend || !nothingYet || !dispatch.offer(new DispatchEvent.Park(task))) {
      responder.answer(task, result);
    }
  }

  private void readCold(PullTask task) {
    coldReads
        .executeBlocking(
            () ->
                reader.read(
                    task.queue(),
                    task.offset(),
                    task.maxMessages(),
                    task.maxBytes(),
                    task.filter(),
                    true),
            false)
        .onComplete(
            done -> {
              try {
                answerCold(task, done);
              } finally {
                scope.turn().end();
              }
            });
  }

  private void answerCold(PullTask task, AsyncResult<ReadResult> done) {
    ReadResult result = done.result();
    if (result != null) {
      responder.answer(task, result);
    } else {
      LOG.warn("reading {} failed", task.queue(), done.cause());
      Refusals.answer(
          task.connection(),
          task.serializeType(),
          task.opaque(),
          new RefusedException(
              ResponseCode.SYSTEM_ERROR, "reading the store failed: " + done.cause()),
          Map.of());
    }
  }
}

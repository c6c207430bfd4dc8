package tasklog.projection.web;

import static tasklog.web.ProblemCode.FOREIGN_CONSISTENCY_TOKEN;
import static tasklog.web.ProblemCode.PROJECTION_BEHIND;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.projection.feed.Progress;
import tasklog.projection.feed.StreamProperties;
import tasklog.projection.feed.ViewProgress;
import tasklog.projection.feed.ViewProgress.Waited;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tasklog.web.input.ConsistencyToken;
import tasklog.web.input.Prefer;

/** Lets a read begin when its view has come as far as the client has seen. */
@Component
public class Reads {

  private static final int WAIT_SECONDS = 2;
  private static final int MOST_WAIT_SECONDS = 10;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Progress progress;
  private final int generation;

  Reads(Progress progress, StreamProperties stream) {
    this.progress = progress;
    this.generation = stream.generation();
  }

  /**
   * Waits until all that the token stands for is in the view.
   *
   * @param token what the client has seen; null when it says nothing
   * @throws ProblemException {@code projection_behind} when it takes longer than the client would wait, or too many
   *                          wait; {@code foreign_consistency_token} when there is nothing to wait for
   */
  public Read begin(String view, OwnerId owner, @Nullable ConsistencyToken token, Prefer prefer) {
    var projected = progress.of(view);
    var read = new Read(view, generation, projected, owner, token);
    if (token != null) {
      var seconds = Math.min(prefer.waitSeconds().orElse(WAIT_SECONDS), MOST_WAIT_SECONDS);
      await(projected, owner, token, seconds);
      prefer.waitSeconds().ifPresent(_ -> read.applied(Prefer.waited(seconds)));
    }
    return read;
  }

  private static void await(ViewProgress projected, OwnerId owner, ConsistencyToken token, int seconds) {
    if (projected.incarnation().filter(log -> !token.isOf(log)).isPresent()) {
      throw ProblemException.of(FOREIGN_CONSISTENCY_TOKEN).with(ProblemError.header(ConsistencyToken.HEADER,
          ErrorCode.UNKNOWN_VALUE, "is of a log that is not there any more: leave it out"));
    }
    if (projected.await(owner, token.position(), Duration.ofSeconds(seconds)) != Waited.REACHED) {
      throw ProblemException.of(PROJECTION_BEHIND).retryAfter(RETRY);
    }
  }
}

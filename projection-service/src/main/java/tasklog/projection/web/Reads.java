package tasklog.projection.web;

import static tasklog.web.ProblemCode.FOREIGN_CONSISTENCY_TOKEN;
import static tasklog.web.ProblemCode.PROJECTION_BEHIND;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Lets a read begin when its views have come as far as the client has seen. */
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
   * @see #begin(List, OwnerId, ConsistencyToken, Prefer)
   */
  public Read begin(String view, OwnerId owner, @Nullable ConsistencyToken token, Prefer prefer) {
    return begin(List.of(view), owner, token, prefer);
  }

  /**
   * Waits until all that the token stands for is in each of the views, in sum no longer than for one.
   *
   * @param token what the client has seen; null when it says nothing
   * @throws ProblemException {@code projection_behind} when it takes longer than the client would wait, or too many
   *                          wait; {@code foreign_consistency_token} when there is nothing to wait for
   */
  public Read begin(List<String> views, OwnerId owner, @Nullable ConsistencyToken token, Prefer prefer) {
    var projected = views.stream().map(progress::of).toList();
    var read = new Read(generation, projected, owner, token);
    if (token != null) {
      var seconds = Math.min(prefer.waitSeconds().orElse(WAIT_SECONDS), MOST_WAIT_SECONDS);
      var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      projected.forEach(view -> await(view, owner, token, Duration.ofNanos(end - System.nanoTime())));
      prefer.waitSeconds().ifPresent(_ -> read.applied(Prefer.waited(seconds)));
    }
    return read;
  }

  private static void await(ViewProgress projected, OwnerId owner, ConsistencyToken token,
      Duration atMost) {
    if (projected.incarnation().filter(log -> !token.isOf(log)).isPresent()) {
      throw ProblemException.of(FOREIGN_CONSISTENCY_TOKEN).with(ProblemError.header(ConsistencyToken.HEADER,
          ErrorCode.UNKNOWN_VALUE, "is of a log that is not there any more: leave it out"));
    }
    if (projected.await(owner, token.position(), atMost) != Waited.REACHED) {
      throw ProblemException.of(PROJECTION_BEHIND).retryAfter(RETRY);
    }
  }
}

package tasklog.projection.web;

import static tasklog.web.ProblemCode.FOREIGN_CONSISTENCY_TOKEN;
import static tasklog.web.ProblemCode.PROJECTION_BEHIND;
import static tasklog.web.ProblemCode.PROJECTION_PARKED;

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
import tasklog.projection.feed.parking.Parking;
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

  /** It takes a person. */
  private static final Duration RETRY_PARKED = Duration.ofSeconds(30);

  private final Progress progress;
  private final Parking parking;
  private final int generation;

  Reads(Progress progress, Parking parking, StreamProperties stream) {
    this.progress = progress;
    this.parking = parking;
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
   *                          wait; {@code projection_parked} when one of the views has set aside an event of the owner
   *                          that the client has seen; {@code foreign_consistency_token} when there is nothing to wait for
   */
  public Read begin(List<String> views, OwnerId owner, @Nullable ConsistencyToken token, Prefer prefer) {
    var projected = views.stream().map(progress::of).toList();
    var read = new Read(generation, projected, owner, token);
    if (token != null) {
      var seconds = Math.min(prefer.waitSeconds().orElse(WAIT_SECONDS), MOST_WAIT_SECONDS);
      var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      var reached = projected.stream()
          .allMatch(view -> await(view, owner, token, Duration.ofNanos(end - System.nanoTime())));
      refuseIfParked(projected, owner, token);
      if (!reached) {
        throw ProblemException.of(PROJECTION_BEHIND).retryAfter(RETRY);
      }
      prefer.waitSeconds().ifPresent(_ -> read.applied(Prefer.waited(seconds)));
    }
    return read;
  }

  private static boolean await(ViewProgress projected, OwnerId owner, ConsistencyToken token,
      Duration atMost) {
    if (projected.incarnation().filter(log -> !token.isOf(log)).isPresent()) {
      throw ProblemException.of(FOREIGN_CONSISTENCY_TOKEN).with(ProblemError.header(ConsistencyToken.HEADER,
          ErrorCode.UNKNOWN_VALUE, "is of a log that is not there any more: leave it out"));
    }
    return projected.await(owner, token.position(), atMost) == Waited.REACHED;
  }

  /** After the wait: what it waited for may have been parked. Costs nothing while nothing of the views is. */
  private void refuseIfParked(List<ViewProgress> projected, OwnerId owner, ConsistencyToken token) {
    if (projected.stream().anyMatch(ViewProgress::parks)) {
      var parked = parking.first(projected.stream().map(ViewProgress::view).toList(), owner);
      if (parked.isPresent() && parked.getAsLong() <= token.position()) {
        throw ProblemException.of(PROJECTION_PARKED).retryAfter(RETRY_PARKED);
      }
    }
  }
}

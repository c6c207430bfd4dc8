package tasklog.command.store;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One append on its way through the writer: the caller waits, the writer answers. Whoever moves it out of
 * {@link State#WAITING} first decides whether it is tried at all.
 */
final class AppendRequest {

  private enum State {
    WAITING, TAKEN, GIVEN_UP
  }

  private final List<NewEvent> events;
  private final List<Condition> conditions;
  private final @Nullable NewRequest request;
  private final long deadline;
  private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /**
   * @param conditions refuse the append when one of them is not met; none: unconditional
   * @param request    is remembered with the events, and refuses the append when it was answered already
   * @param deadline   as {@link System#nanoTime()} counts
   */
  AppendRequest(List<NewEvent> events, List<Condition> conditions, @Nullable NewRequest request,
      long deadline) {
    this.events = events;
    this.conditions = conditions;
    this.request = request;
    this.deadline = deadline;
  }

  List<NewEvent> events() {
    return events;
  }

  List<Condition> conditions() {
    return conditions;
  }

  @Nullable
  NewRequest request() {
    return request;
  }

  int tags() {
    int tags = 0;
    for (var event : events) {
      tags += event.tags().size();
    }
    return tags;
  }

  /** The first event's id names the append wherever its answer was lost. */
  UUID firstEvent() {
    return events.getFirst().id();
  }

  /** The writer's: false when the caller has gone. */
  boolean take() {
    return state.compareAndSet(State.WAITING, State.TAKEN);
  }

  boolean isWanted() {
    return state.get() != State.GIVEN_UP;
  }

  void answer(Outcome answer) {
    outcome.complete(answer);
  }

  /** The caller's: blocks until the answer, and never past the deadline. */
  Outcome await() {
    try {
      return outcome.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return giveUp("The append took too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return giveUp("The append was interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Outcome giveUp(String why) {
    var before = state.getAndSet(State.GIVEN_UP);
    return outcome.getNow(new Outcome.Failure(before == State.WAITING
        ? new StoreUnavailableException(why, null)
        : new AppendOutcomeUnknownException(why)));
  }
}

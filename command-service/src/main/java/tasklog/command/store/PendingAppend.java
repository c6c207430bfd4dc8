package tasklog.command.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.eventsourcing.eventstore.ConsistencyMarker;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine.AppendTransaction;
import org.axonframework.eventsourcing.eventstore.GlobalIndexConsistencyMarker;
import org.axonframework.messaging.core.unitofwork.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * An append that is prepared and not committed yet. Committing blocks the caller, so that its unit of work stays on its
 * own thread and never runs on the writer's.
 */
final class PendingAppend implements AppendTransaction<Appended> {

  private final ConsistencyMarker marker;
  private final Supplier<Outcome> append;
  private final AtomicBoolean finished = new AtomicBoolean();

  PendingAppend(ConsistencyMarker marker, Supplier<Outcome> append) {
    this.marker = marker;
    this.append = append;
  }

  @Override
  public CompletableFuture<Appended> commit(@Nullable ProcessingContext context) {
    if (finished.getAndSet(true)) {
      return CompletableFuture.failedFuture(new IllegalStateException("Already committed or rolled back"));
    }
    return switch (append.get()) {
      case Appended appended -> {
        if (context != null) context.putResource(Appended.RESOURCE_KEY, appended);
        yield CompletableFuture.completedFuture(appended);
      }
      case Outcome.Conflict _ -> CompletableFuture.failedFuture(
          AppendEventsTransactionRejectedException.conflictingEventsDetected(marker));
      case Outcome.Duplicate _ -> CompletableFuture.failedFuture(new RequestAlreadyAnsweredException());
      case Outcome.Failure(var reason) -> CompletableFuture.failedFuture(reason);
    };
  }

  @Override
  public void rollback(@Nullable ProcessingContext context) {
    finished.set(true);
  }

  @Override
  public CompletableFuture<ConsistencyMarker> afterCommit(Appended appended,
      @Nullable ProcessingContext context) {
    return CompletableFuture.completedFuture(new GlobalIndexConsistencyMarker(appended.last()));
  }
}

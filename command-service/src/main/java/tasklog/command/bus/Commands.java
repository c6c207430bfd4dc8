package tasklog.command.bus;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import org.axonframework.messaging.commandhandling.CommandBus;
import org.axonframework.messaging.commandhandling.GenericCommandMessage;
import org.axonframework.messaging.core.Metadata;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.CommandHandlers.Asked;
import tasklog.command.bus.CommandHandlers.Pending;
import tasklog.command.bus.Receipt.Kept;
import tasklog.command.store.Deadline;
import tasklog.command.store.NewRequest;
import tasklog.command.store.RequestAlreadyAnsweredException;

/**
 * Where a command is handed in. It returns when the command's events are durable, or when it is certain that nothing
 * was to be done; it decides anew when another command was faster. Whatever happens, it is over after five seconds and
 * what the pool takes to say that it has no connection. Thread-safe; made for virtual threads.
 */
public final class Commands {

  /** The deadline passed while other commands kept changing what this one rests on; nothing was appended. */
  public static final class Contended extends RuntimeException {
    private Contended() {
      super("Decided anew too often", null, false, false);
    }
  }

  /** For one command in all: its turn, what it reads, what it appends. */
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  /** As long as that, it is decided anew. */
  private static final Duration CONTENTION = Duration.ofSeconds(2);

  /** @param request as it was remembered with the events */
  private record Done<S>(Decided<S> decided, @Nullable NewRequest request) {}

  private final CommandBus bus;
  private final Knowledge knowledge;
  private final DecisionMetrics metrics;
  private final Duration deadline;
  private final Contention contention = new Contention();

  Commands(CommandBus bus, Knowledge knowledge, DecisionMetrics metrics) {
    this(bus, knowledge, metrics, DEADLINE);
  }

  Commands(CommandBus bus, Knowledge knowledge, DecisionMetrics metrics, Duration deadline) {
    this.bus = bus;
    this.knowledge = knowledge;
    this.metrics = metrics;
    this.deadline = deadline;
  }

  /**
   * Decides a command and appends what follows.
   *
   * @throws Refused   when a rule forbids it
   * @throws Contended when other commands were faster for two seconds
   * @throws tasklog.command.store.StoreUnavailableException when the store is away, or took longer than the deadline
   * @throws tasklog.command.store.AppendOutcomeUnknownException when it did not say in time whether it is done
   */
  public <S> Decided<S> send(Command<S> command, Origin origin) {
    return send(new Asked<>(command, null), origin).decided();
  }

  /**
   * The same for a request that is remembered: in the transaction that appends what follows. Where nothing follows,
   * nothing is remembered either.
   *
   * @throws RequestAlreadyAnsweredException when its key has an answer already; nothing was appended
   */
  public <S> Kept send(Command<S> command, Origin origin, Receipt<S> receipt) {
    var done = send(new Asked<>(command, receipt), origin);
    return new Kept(Objects.requireNonNull(done.request()), done.decided().first());
  }

  private <S> Done<S> send(Asked<S> asked, Origin origin) {
    return Deadline.within(deadline, () -> decide(asked, origin.metadata()));
  }

  private <S> Done<S> decide(Asked<S> asked, Metadata metadata) {
    var end = System.nanoTime() + CONTENTION.toNanos();
    try (var _ = contention.take(asked.command().contended(), end)) {
      for (int attempt = 0; System.nanoTime() < end; attempt++) {
        var pending = tryOnce(asked, metadata);
        if (pending != null) {
          return done(pending);
        }
        metrics.conflicted();
        backOff(attempt);
      }
    }
    throw new Contended();
  }

  private <S> Done<S> done(Pending<S> pending) {
    var decided = pending.committed();
    knowledge.remember(decided.known());
    return new Done<>(decided, pending.request());
  }

  @SuppressWarnings("unchecked") // the handler of a Command<S> answers with a Pending<S>
  private <S> @Nullable Pending<S> tryOnce(Asked<S> asked, Metadata metadata) {
    try {
      var type = CommandNames.type(asked.command().getClass());
      var message = new GenericCommandMessage(type, asked, metadata);
      var result = bus.dispatch(message, null).join();
      return (Pending<S>) Objects.requireNonNull(result.payload());
    } catch (CompletionException e) {
      return conflictOrThrow(e);
    }
  }

  private static <T> @Nullable T conflictOrThrow(CompletionException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AppendEventsTransactionRejectedException) {
        return null;
      }
      if (cause instanceof Refused refused) {
        throw refused;
      }
      if (cause instanceof RequestAlreadyAnsweredException answered) {
        throw answered;
      }
    }
    throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
  }

  private static void backOff(int attempt) {
    if (attempt > 0) {
      var bound = TimeUnit.MILLISECONDS.toNanos(1L << Math.min(attempt, 5));
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
    }
  }
}

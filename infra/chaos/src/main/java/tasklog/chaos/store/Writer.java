package tasklog.chaos.store;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.AppendEventsTransactionRejectedException;
import tasklog.chaos.server.Database;
import tasklog.chaos.store.Turn.Outcome;
import tasklog.command.store.AppendOutcomeUnknownException;
import tasklog.command.store.EventLog;
import tasklog.command.store.NewRequest;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.command.store.RequestAlreadyAnsweredException;
import tasklog.command.store.StoreSettings;
import tasklog.command.store.StoreUnavailableException;

/**
 * One process that writes: it settles each attempt of its share, going on where those before it were killed, and notes
 * what it is told.
 */
final class Writer {

  /** In whose name everything is written. */
  static final UUID OWNER = new UUID(0x7461736b6c6f6700L, 1);

  private static final String FIND = "SELECT position FROM request WHERE owner = ? AND key = ?";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CALLERS = 24;
  private static final int CONNECTIONS = 6;

  private final Contender contender;
  private final DataSource database;
  private final Journal journal;
  private final Pace pace;

  private Writer(Contender contender, DataSource database, Journal journal, Pace pace) {
    this.contender = contender;
    this.database = database;
    this.journal = journal;
    this.pace = pace;
  }

  /** {@code url folder writer generation processes attempts seed}; ends with 0 when all is settled. */
  public static void main(String[] args) throws Exception {
    var database = new Database(args[0]);
    var folder = Path.of(args[1]);
    int writer = Integer.parseInt(args[2]);
    int generation = Integer.parseInt(args[3]);
    var attempts = Attempts.of(writer, Integer.parseInt(args[4]), Integer.parseInt(args[5]));
    Journal.Reader.of(folder, writer).poll(attempts::add);
    try (var journal = Journal.of(folder, writer, generation);
        var pool = database.pool(CONNECTIONS);
        var log = new EventLog(pool, database.direct())) {
      var pace = Pace.in(folder);
      pace.await(0);
      long head = whenThere(log::head);
      try (var engine = whenThere(() -> engine(database, pool, log, settings(writer)))) {
        new Writer(new Contender(engine, Long.parseLong(args[6]), head), pool, journal, pace)
            .settle(attempts);
      }
    }
    System.exit(0);
  }

  private static PostgresEventStorageEngine engine(Database database, DataSource pool, EventLog log,
      StoreSettings settings) {
    return new PostgresEventStorageEngine(pool, database.direct(), new Noted.Codec(OWNER), log, settings,
        new SimpleMeterRegistry());
  }

  /** Some wait out the restart of a database, the others are told that nobody knows. */
  private static StoreSettings settings(int writer) {
    var defaults = StoreSettings.defaults();
    return writer % 2 == 0
        ? defaults
        : new StoreSettings(Duration.ofSeconds(1), defaults.maxBatch(), defaults.queueCapacity());
  }

  /** The database may be away at this moment too. */
  private static <T> T whenThere(Supplier<T> asked) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return asked.get();
      } catch (StoreUnavailableException e) {
        if (System.nanoTime() > deadline) throw e;
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private void settle(Attempts attempts) throws Exception {
    var left = new ConcurrentLinkedQueue<Attempt>();
    attempts.values().stream().filter(attempt -> !attempt.isSettled()).forEach(left::add);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var callers = new ArrayList<Future<?>>();
      for (int caller = 0; caller < CALLERS; caller++) {
        callers.add(executor.submit(() -> settle(left)));
      }
      for (var caller : callers) {
        caller.get();
      }
    }
  }

  private Void settle(Queue<Attempt> left) throws InterruptedException {
    for (Attempt attempt; (attempt = left.poll()) != null;) {
      pace.await(attempt.number());
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (!attempt.isSettled()) {
        if (System.nanoTime() > deadline)
          throw new IllegalStateException("Not settled in time: " + attempt.turns());
        if (!takeTurn(attempt)) TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return null;
  }

  /** @return whether the database was there */
  private boolean takeTurn(Attempt attempt) {
    int number = attempt.turns().size() + 1;
    Contender.Decided decided;
    try {
      decided = contender.decide(attempt.number(), number);
    } catch (CompletionException | StoreUnavailableException e) {
      if (e instanceof StoreUnavailableException || e.getCause() instanceof StoreUnavailableException)
        return false;
      throw e;
    }
    note(attempt, new Turn(attempt.number(), number, Outcome.BEGUN));
    var turn = append(attempt.number(), number, decided);
    note(attempt, turn);
    return turn.outcome() != Outcome.UNAVAILABLE;
  }

  private void note(Attempt attempt, Turn turn) {
    journal.add(turn);
    attempt.add(turn);
  }

  private Turn append(int attempt, int number, Contender.Decided decided) {
    try {
      var appended = contender.append(decided, request(attempt));
      return new Turn(attempt, number, Outcome.STORED, appended.first(), appended.last());
    } catch (CompletionException e) {
      return switch (e.getCause()) {
        case AppendEventsTransactionRejectedException _ -> new Turn(attempt, number, Outcome.REFUSED);
        case RequestAlreadyAnsweredException _ -> find(attempt, number);
        case StoreUnavailableException _ -> new Turn(attempt, number, Outcome.UNAVAILABLE);
        case AppendOutcomeUnknownException _ -> new Turn(attempt, number, Outcome.UNKNOWN);
        case null, default -> {
          e.printStackTrace();
          yield new Turn(attempt, number, Outcome.FAILED);
        }
      };
    }
  }

  /** Where the turn stands that was stored before this one. */
  private Turn find(int attempt, int number) {
    try (var connection = database.getConnection(); var statement = connection.prepareStatement(FIND)) {
      statement.setObject(1, OWNER);
      statement.setString(2, key(attempt));
      try (var row = statement.executeQuery()) {
        return row.next()
            ? new Turn(attempt, number, Outcome.FOUND, row.getLong(1), 0)
            : new Turn(attempt, number, Outcome.FAILED);
      }
    } catch (SQLException e) {
      return new Turn(attempt, number, Outcome.UNAVAILABLE);
    }
  }

  static String key(int attempt) {
    return Integer.toString(attempt);
  }

  private static NewRequest request(int attempt) {
    return new NewRequest(OWNER, key(attempt), new byte[32], 201, "", Duration.ofDays(1));
  }
}

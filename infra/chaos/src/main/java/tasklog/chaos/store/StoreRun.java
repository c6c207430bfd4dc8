package tasklog.chaos.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import tasklog.chaos.server.Database;
import tasklog.chaos.server.PostgresServer;
import tasklog.chaos.store.Fault.DatabaseKilled;
import tasklog.chaos.store.Fault.WriterKilled;
import tasklog.chaos.store.Violation.Promise;
import tasklog.command.store.EventLog;

/** One run: a server, writers and a reader over it, and what is broken meanwhile. Everything ends with it. */
final class StoreRun {

  /** So many attempts a writer may be ahead of the slowest. */
  private static final int WINDOW = 400;

  private final StorePlan plan;
  private final Path folder;
  private final IntConsumer progress;
  private final Attempts attempts;
  private final int[] settled;
  private final Deque<Fault> faults;
  private final List<WriterProcess> writers = new ArrayList<>();
  private final List<Fault> done = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Journal.Reader journals;
  private final Pace pace;

  /** @param folder empty; keeps what was written, for whoever wants to know */
  StoreRun(StorePlan plan, Path folder, IntConsumer progress) {
    this.plan = plan;
    this.folder = folder;
    this.progress = progress;
    this.attempts = Attempts.all(plan.attempts());
    this.settled = new int[plan.processes()];
    this.faults = new ArrayDeque<>(Fault.plan(plan));
    this.journals = Journal.Reader.ofAll(folder);
    this.pace = Pace.in(folder);
  }

  Report run() throws InterruptedException, SQLException {
    long begin = System.nanoTime();
    try (var server = PostgresServer.in(folder.resolve("postgres"))) {
      var database = server.create(Database.NAME);
      try {
        startWriters(database);
        Flyway.configure().dataSource(database.direct()).locations("classpath:db/migration").load().migrate();
        try (var pool = database.pool(2);
            var log = new EventLog(pool, database.direct());
            var tail = new Tail(log)) {
          drive(server);
          tail.finish(log.head());
          var stored = StoredLog.of(database.direct());
          violations.addAll(tail.violations());
          violations.addAll(Check.of(stored, attempts, tail.seen()));
          return Report.of(plan, attempts, stored.rows().size(), done, (System.nanoTime() - begin) / 1e9,
              violations);
        }
      } finally {
        writers.forEach(WriterProcess::close);
      }
    }
  }

  /** They wait for the word. */
  private void startWriters(Database database) {
    for (int number = 0; number < plan.processes(); number++) {
      writers.add(new WriterProcess(folder, database, plan, number));
    }
  }

  private void drive(PostgresServer server) throws InterruptedException {
    while (!areOver()) {
      TimeUnit.MILLISECONDS.sleep(10);
      int all = listen();
      if (journals.files() >= plan.processes()) pace.allow(slowest() + WINDOW);
      if (!faults.isEmpty() && faults.getFirst().after() <= all) bringAbout(faults.removeFirst(), server);
    }
    writers.forEach(WriterProcess::close);
    listen();
  }

  /** Whether all are settled, or one of them has failed. */
  private boolean areOver() throws InterruptedException {
    int ended = 0;
    for (var writer : writers) {
      if (writer.isAlive()) continue;
      if (!writer.isDone()) {
        violations.add(new Violation(Promise.FORESEEN, writer + " has failed"));
        return true;
      }
      ended++;
    }
    return ended == writers.size();
  }

  /** @return how many attempts are settled */
  private int listen() {
    journals.poll(turn -> {
      if (attempts.add(turn)) settled[turn.attempt() % plan.processes()]++;
    });
    int all = IntStream.of(settled).sum();
    progress.accept(all);
    return all;
  }

  private long slowest() {
    return (long) IntStream.of(settled).min().orElseThrow() * plan.processes();
  }

  private void bringAbout(Fault fault, PostgresServer server) throws InterruptedException {
    switch (fault) {
      case WriterKilled(_, var writer) -> {
        if (writers.get(writer).killAndReplace()) done.add(fault);
      }
      case DatabaseKilled(_, var away) -> {
        server.kill();
        TimeUnit.MILLISECONDS.sleep(away.toMillis());
        server.restart();
        done.add(fault);
      }
    }
  }
}

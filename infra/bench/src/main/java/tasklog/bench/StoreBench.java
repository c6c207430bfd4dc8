package tasklog.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import tasklog.bench.Load.Result;
import tasklog.command.store.EventLog;
import tasklog.command.store.PostgresEventStorageEngine;
import tasklog.command.store.StoreSettings;
import tasklog.command.store.TasklogEventCodec;
import tasklog.events.OwnerId;
import tasklog.events.Status;
import tasklog.events.TaskEvent.TaskStatusChanged;
import tasklog.events.TaskId;
import tasklog.events.wire.EventJson;

/**
 * Commands per second in process, against plain inserts with as many connections in the same run on the same server.
 * Rounds alternate, so that both see the same machine; medians are printed.
 */
public final class StoreBench {

  private static final int CALLERS = 64;
  private static final int TASKS = 12_000;
  private static final List<OwnerId> OWNERS = Stream.generate(UuidCreator::getTimeOrderedEpoch).limit(1_000)
      .map(OwnerId::new).toList();

  private final StoreCommands commands;
  private final PlainInserts inserts;
  private final List<TaskId> tasks = new ArrayList<>();
  private final List<Callable<?>> inserting = new ArrayList<>();

  private StoreBench(StoreCommands commands, PlainInserts inserts) {
    this.commands = commands;
    this.inserts = inserts;
  }

  /** {@code url [rounds] [seconds of each measurement] [seconds of warming up]}. */
  public static void main(String[] args) throws Exception {
    var url = args[0];
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 2;
    double warmUp = args.length > 3 ? Double.parseDouble(args[3]) : 20;
    var database = new PGSimpleDataSource();
    database.setUrl(url);
    Flyway.configure().dataSource(database).locations("classpath:db/migration").load().migrate();
    try (var pool = pool(url);
        var log = new EventLog(pool, database);
        var engine = new PostgresEventStorageEngine(pool, database, new TasklogEventCodec(), log,
            StoreSettings.defaults(), new SimpleMeterRegistry())) {
      var payload = EventJson.store(StoreCommands.newTask(OWNERS.getFirst())).payload();
      var bench = new StoreBench(new StoreCommands(engine), new PlainInserts(database, payload));
      bench.warmUp(warmUp);
      bench.measure(rounds, seconds);
    }
    System.exit(0); // the connections of the plain inserts stay open until then
  }

  private static HikariDataSource pool(String url) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(15);
    return new HikariDataSource(config);
  }

  private Map<String, IntFunction<Callable<?>>> workloads() {
    var all = new LinkedHashMap<String, IntFunction<Callable<?>>>();
    all.put("create", _ -> () -> {
      commands.append(StoreCommands.newTask(owner()));
      return null;
    });
    all.put("create, sourced", _ -> () -> {
      commands.decide(StoreCommands.newTask(owner()));
      return null;
    });
    all.put("change status, sourced", _ -> () -> {
      commands.decide(new TaskStatusChanged(owner(), task(), Status.IN_PROGRESS));
      return null;
    });
    return all;
  }

  private void warmUp(double seconds) throws InterruptedException {
    while (tasks.size() < TASKS) {
      tasks.add(StoreCommands.newTask(owner()).taskId());
    }
    for (var workload : workloads().values()) {
      run(seconds / 4, workload);
    }
    runPlainInserts(seconds / 4);
  }

  private void measure(int rounds, double seconds) throws InterruptedException {
    var rates = new LinkedHashMap<String, List<Double>>();
    for (int round = 0; round < rounds; round++) {
      double before = runPlainInserts(seconds).perSecond();
      for (var workload : workloads().entrySet()) {
        var result = run(seconds, workload.getValue());
        double after = runPlainInserts(seconds).perSecond();
        double ratio = result.perSecond() / ((before + after) / 2);
        rates.computeIfAbsent(workload.getKey(), _ -> new ArrayList<>()).add(ratio);
        System.out.printf("%-24s %7.0f/s  p50 %5.2f  p99 %6.2f  max %6.1f ms   plain %6.0f/s  ratio %.2f%n",
            workload.getKey(), result.perSecond(), result.millis(50), result.millis(99), result.millis(100),
            (before + after) / 2, ratio);
        before = after;
      }
    }
    rates.forEach((name, all) -> System.out.printf("%-24s ratio %.2f (median of %d)%n", name,
        all.stream().sorted().toList().get(all.size() / 2), all.size()));
  }

  private static Result run(double seconds, IntFunction<Callable<?>> workload) throws InterruptedException {
    return new Load(CALLERS, seconds, Thread.ofVirtual().factory()).run(workload);
  }

  private Result runPlainInserts(double seconds) throws InterruptedException {
    while (inserting.size() < CALLERS) {
      inserting.add(inserts.caller());
    }
    return new Load(CALLERS, seconds, Thread.ofPlatform().factory()).run(inserting::get);
  }

  private static OwnerId owner() {
    return OWNERS.get(ThreadLocalRandom.current().nextInt(OWNERS.size()));
  }

  private TaskId task() {
    return tasks.get(ThreadLocalRandom.current().nextInt(tasks.size()));
  }
}

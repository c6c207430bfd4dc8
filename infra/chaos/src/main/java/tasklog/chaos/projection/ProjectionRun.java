package tasklog.chaos.projection;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import tasklog.chaos.projection.Fault.Kind;
import tasklog.chaos.projection.Verifier.Verified;
import tasklog.chaos.server.Database;
import tasklog.chaos.server.KafkaServers;
import tasklog.chaos.server.PostgresServer;
import tasklog.command.relay.StandaloneRelay;
import tasklog.command.store.EventLog;

/**
 * One run: servers, a relay, instances of the service, somebody who writes, and what is broken meanwhile. The log, its
 * server and the relay are left alone.
 */
final class ProjectionRun {

  private static final String READ = "chaos_read";
  private static final String OWNERS = "SELECT owner FROM event ORDER BY position";
  private static final int CONNECTIONS = 5;
  private static final int KILLS_FOR_A_VERIFICATION = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ProjectionPlan plan;
  private final Path folder;
  private final Path project;
  private final IntConsumer progress;
  private final Map<Kind, List<Duration>> pauses = new EnumMap<>(Kind.class);
  private final List<Verified> verified = new ArrayList<>();

  /**
   * @param folder  empty; keeps logs and data
   * @param project built
   */
  ProjectionRun(ProjectionPlan plan, Path folder, Path project, IntConsumer progress) {
    this.plan = plan;
    this.folder = folder;
    this.project = project;
    this.progress = progress;
  }

  ProjectionReport run() throws InterruptedException, SQLException {
    long began = System.nanoTime();
    try (var ofLog = PostgresServer.in(folder.resolve("log"));
        var ofRows = PostgresServer.in(folder.resolve("rows"));
        var kafka = KafkaServers.in(folder, 1)) {
      var log = ofLog.create(Database.NAME);
      var read = ofRows.create(READ);
      Flyway.configure().dataSource(log.direct()).locations("classpath:db/migration").load().migrate();
      var verifier = new Verifier(new BuiltModule(project, "infra/cli"), log, read, kafka.bootstrapServers(),
          folder.resolve("verify.log"));
      var instances = new ArrayList<InstanceProcess>();
      try (var pool = log.pool(CONNECTIONS);
          var events = new EventLog(pool, log.direct());
          var _ = StandaloneRelay.start(events, pool, Map.of("bootstrap.servers", kafka.bootstrapServers()),
              plan.stream(), Map.of());
          var http = HttpClient.newHttpClient()) {
        instances.addAll(start(read, kafka, http));
        var audit = Audit.of(read);
        int ailing;
        try (var load = new Load(log, plan.seed(), plan.stream().partitions())) {
          var stage = new Stage(instances, kafka, ofRows, new ReadSide(read), load);
          breakAll(stage, verifier);
          load.stop();
          stage.awaitRows();
          ailing = stage.ailing();
        }
        verified.add(verifier.run());
        var partitions = partitions(log);
        return new ProjectionReport(plan, partitions.size(),
            Findings.of(audit.noted(), partitions, ReadSide.VIEWS), verified, ailing, pauses,
            (System.nanoTime() - began) / 1e9);
      } finally {
        instances.forEach(InstanceProcess::close);
      }
    }
  }

  /** Returns when all serve, and the tables are there. */
  private List<InstanceProcess> start(Database read, KafkaServers kafka, HttpClient http)
      throws InterruptedException {
    var classPath = new BuiltModule(project, "projection-service").classPath();
    var instances = IntStream.rangeClosed(1, plan.instances())
        .mapToObj(number -> new InstanceProcess(folder.resolve("instance-" + number), "instance-" + number,
            classPath, read, kafka.bootstrapServers(), http))
        .toList();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (var instance : instances) {
      while (!instance.isReady()) {
        if (System.nanoTime() > deadline) {
          instances.forEach(InstanceProcess::close);
          throw new IllegalStateException("An instance does not start: " + instance);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    return instances;
  }

  private void breakAll(Stage stage, Verifier verifier) throws InterruptedException, SQLException {
    stage.awaitRows();
    int done = 0;
    for (var fault : Fault.plan(plan)) {
      pauses.computeIfAbsent(fault.kind(), _ -> new ArrayList<>()).add(stage.bringAbout(fault));
      if (!fault.kind().isKill()) continue;
      progress.accept(++done);
      if (done % KILLS_FOR_A_VERIFICATION == 0) verified.add(verifier.run());
    }
    pauses.values().forEach(Collections::sort);
  }

  private List<Integer> partitions(Database log) throws SQLException {
    try (var connection = log.direct().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(OWNERS)) {
      var partitions = new ArrayList<Integer>();
      while (rows.next()) {
        partitions.add(Load.partition(rows.getObject(1, UUID.class), plan.stream().partitions()));
      }
      return partitions;
    }
  }
}

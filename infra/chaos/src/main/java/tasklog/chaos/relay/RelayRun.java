package tasklog.chaos.relay;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import tasklog.chaos.relay.Fault.Kind;
import tasklog.chaos.server.Database;
import tasklog.chaos.server.KafkaServers;
import tasklog.chaos.server.PostgresServer;

/** One run: servers, two relays, somebody who writes and somebody who reads, and what is broken meanwhile. */
final class RelayRun {

  private static final String IDS = "SELECT id FROM event ORDER BY position";

  private final RelayPlan plan;
  private final Path folder;
  private final IntConsumer progress;
  private final Map<Kind, List<Standstill>> standstills = new EnumMap<>(Kind.class);

  /** @param folder empty; keeps logs and data */
  RelayRun(RelayPlan plan, Path folder, IntConsumer progress) {
    this.plan = plan;
    this.folder = folder;
    this.progress = progress;
  }

  RelayReport run() throws InterruptedException, SQLException {
    long began = System.nanoTime();
    try (var postgres = PostgresServer.in(folder.resolve("postgres"));
        var kafka = KafkaServers.in(folder, plan.brokers())) {
      var database = postgres.create(Database.NAME);
      Flyway.configure().dataSource(database.direct()).locations("classpath:db/migration").load().migrate();
      var relays = IntStream.rangeClosed(1, 2)
          .mapToObj(number -> new RelayProcess(folder.resolve("relay-" + number), database,
              kafka.bootstrapServers(), plan.stream()))
          .toList();
      try (var reader = new Reader(kafka.bootstrapServers(), plan.stream())) {
        breakAll(
            new Stage(relays, kafka, postgres, database, new Load(database.direct(), plan.seed()), reader),
            began);
        var log = ids(database);
        return new RelayReport(plan, log.size(), reader.finish().compare(log), readAgain(kafka, log),
            standstills,
            (System.nanoTime() - began) / 1e9);
      } finally {
        relays.forEach(RelayProcess::close);
      }
    }
  }

  private void breakAll(Stage stage, long began) throws InterruptedException, SQLException {
    try (var load = stage.load()) {
      stage.awaitRead(load.mark());
      int done = 0;
      for (var fault : Fault.plan(plan)) {
        if (System.nanoTime() - began > plan.atMost().toNanos()) break;
        standstills.computeIfAbsent(fault.kind(), _ -> new ArrayList<>()).add(stage.bringAbout(fault));
        if (fault.kind() != Kind.LEADER_PAUSED) progress.accept(++done);
      }
      standstills.values().forEach(Collections::sort);
      load.close();
      stage.awaitRead(load.mark());
    }
  }

  private Findings readAgain(KafkaServers kafka, List<UUID> log) throws InterruptedException {
    try (var reader = new Reader(kafka.bootstrapServers(), plan.stream())) {
      return reader.finish().compare(log);
    }
  }

  private static List<UUID> ids(Database database) throws SQLException {
    try (var connection = database.direct().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(IDS)) {
      var ids = new ArrayList<UUID>();
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
      return ids;
    }
  }
}

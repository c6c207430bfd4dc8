package tasklog.bench.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.postgresql.PGConnection;
import tasklog.bench.server.Database;
import tasklog.command.relay.StandaloneRelay;
import tasklog.command.relay.StreamSettings;
import tasklog.command.store.EventLog;
import tasklog.events.wire.EventType;

/** A log, and the relay of a service on it. */
final class WriteSide implements AutoCloseable {

  private static final String COPY = """
      COPY event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version, actor_type,
                  actor_id, payload, metadata, task_ids)
      FROM STDIN""";

  private static final int CHUNK = 1 << 16;
  private static final int CONNECTIONS = 5;

  private final Database database;
  private final String brokers;
  private final HikariDataSource pool;
  private final EventLog log;

  WriteSide(Database database, String brokers) {
    this.database = database;
    this.brokers = brokers;
    Flyway.configure().dataSource(database.dataSource()).locations("classpath:db/migration").load().migrate();
    var config = new HikariConfig();
    config.setJdbcUrl(database.url());
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(CONNECTIONS);
    this.pool = new HikariDataSource(config);
    this.log = new EventLog(pool, database.dataSource());
  }

  Database database() {
    return database;
  }

  UUID incarnation() {
    return log.incarnation();
  }

  /** The events as they would have been appended, each by itself, without the index that commands decide by. */
  void fill(Mix mix, long events, LongConsumer progress) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
      var buffer = new StringBuilder(2 * CHUNK);
      for (var position = 1L; position <= events; position++) {
        print(buffer, mix.next());
        if (buffer.length() >= CHUNK || position == events) {
          var bytes = buffer.toString().getBytes(UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          buffer.setLength(0);
          progress.accept(position);
        }
      }
      copy.endCopy();
    }
    database.execute("VACUUM ANALYZE event");
  }

  private static void print(StringBuilder out, Mix.Made made) {
    var event = made.event();
    var ids = made.stored().taskIds();
    out.append(event.position()).append('\t').append(event.position()).append('\t').append(event.commit())
        .append('\t').append(event.occurredAt()).append('\t').append(event.recordedAt()).append('\t')
        .append(event.id()).append('\t').append(event.owner()).append('\t').append(EventType.NAMESPACE)
        .append('.').append(event.eventName()).append('\t').append(event.version()).append('\t')
        .append(event.actor().type()).append('\t').append(event.actor().id()).append('\t')
        .append(made.stored().payload().replace("\\", "\\\\")).append("\t{\"correlation_id\":\"")
        .append(event.correlationId()).append("\"}\t").append(ids.isEmpty()
            ? "\\N"
            : ids.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")))
        .append('\n');
  }

  /** Starts a relay with the settings of a service. */
  StandaloneRelay relay(int generation) {
    return StandaloneRelay.start(log, pool, Map.of("bootstrap.servers", brokers),
        new StreamSettings(generation, Topic.PARTITIONS, (short) 1, 1), Map.of());
  }

  @Override
  public void close() {
    log.close();
    pool.close();
  }
}

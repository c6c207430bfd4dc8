package tasklog.command.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Says which relay leads, by the database's clock. It spares work; it is Kafka's fencing that makes it safe. */
final class Lease {

  // Seen before it is taken, so that those who wait write nothing; in whole microseconds, none when it is free.
  private static final String LEFT = """
      SELECT coalesce(max(ceil(extract(epoch FROM expires_at - clock_timestamp()) * 1000000)), 0)::bigint
        FROM relay_lease
       WHERE generation = :generation AND holder <> :holder AND expires_at > clock_timestamp()""";

  private static final String TAKE = """
      INSERT INTO relay_lease AS lease (generation, holder, acquired_at, expires_at)
      VALUES (:generation, :holder, clock_timestamp(), clock_timestamp() + make_interval(secs => :length))
          ON CONFLICT (generation) DO UPDATE
         SET holder = excluded.holder, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
       WHERE lease.holder = excluded.holder OR lease.expires_at <= clock_timestamp()""";

  private static final String RENEW = """
      UPDATE relay_lease SET expires_at = clock_timestamp() + make_interval(secs => :length)
       WHERE generation = :generation AND holder = :holder
      RETURNING statement_timestamp()""";

  private static final String RELEASE = """
      UPDATE relay_lease SET expires_at = clock_timestamp()
       WHERE generation = :generation AND holder = :holder""";

  private final JdbcClient database;
  private final int generation;
  private final UUID holder = UUID.randomUUID();
  private final Duration length;

  Lease(DataSource database, int generation, Duration length) {
    this.database = JdbcClient.create(database);
    this.generation = generation;
    this.length = length;
  }

  /** @return zero when this relay leads now; else for how long another one does, should nothing be heard of it */
  Duration acquire() {
    var left = Duration.of(statement(LEFT).query(Long.class).single(), ChronoUnit.MICROS);
    if (!left.isZero()) return left;
    return statement(TAKE).param("length", seconds()).update() == 1 ? Duration.ZERO : length;
  }

  /**
   * Leads on.
   *
   * @return the time in the database before it looked; empty when another relay leads
   */
  Optional<Instant> renew() {
    return statement(RENEW).param("length", seconds()).query(OffsetDateTime.class).optional()
        .map(OffsetDateTime::toInstant);
  }

  /** Lets the others lead at once. */
  void release() {
    statement(RELEASE).update();
  }

  private double seconds() {
    return length.toMillis() / 1_000.0;
  }

  private StatementSpec statement(String sql) {
    return database.sql(sql).param("generation", generation).param("holder", holder);
  }
}

package tasklog.command.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Says which relay leads, by the database's clock. It spares work; it is Kafka's fencing that makes it safe. */
final class Lease {

  // Seen before it is taken, so that those who wait write nothing.
  private static final String FREE = """
      SELECT NOT EXISTS (
        SELECT FROM relay_lease
         WHERE generation = :generation AND holder <> :holder AND expires_at > clock_timestamp())""";

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
  private final double seconds;

  Lease(DataSource database, int generation, Duration length) {
    this.database = JdbcClient.create(database);
    this.generation = generation;
    this.seconds = length.toMillis() / 1_000.0;
  }

  /** @return whether this relay leads now */
  boolean acquire() {
    return statement(FREE).query(Boolean.class).single()
        && statement(TAKE).param("length", seconds).update() == 1;
  }

  /**
   * Leads on.
   *
   * @return the time in the database before it looked; empty when another relay leads
   */
  Optional<Instant> renew() {
    return statement(RENEW).param("length", seconds).query(OffsetDateTime.class).optional()
        .map(OffsetDateTime::toInstant);
  }

  /** Lets the others lead at once. */
  void release() {
    statement(RELEASE).update();
  }

  private StatementSpec statement(String sql) {
    return database.sql(sql).param("generation", generation).param("holder", holder);
  }
}

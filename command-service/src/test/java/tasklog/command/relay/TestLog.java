package tasklog.command.relay;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A log that is written as the store writes it: appends with dense positions, under the lock, with a wake-up. */
final class TestLog {

  private static final String APPEND = """
      WITH locked AS MATERIALIZED (SELECT lock_log()),
           head AS MATERIALIZED (SELECT coalesce(max(position), 0) AS position FROM event, locked)
      INSERT INTO event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version,
                         actor_type, actor_id, payload, metadata)
      SELECT head.position + n, head.position + n - (n - 1) % :size,
             head.position + n - (n - 1) % :size + :size - 1,
             clock_timestamp() - interval '1 day', clock_timestamp(), gen_random_uuid(), o.owner,
             'tasklog.TaskRetitled', '1', 'user', o.owner::text,
             '{"owner":"' || o.owner || '","task_id":"' || gen_random_uuid() || '","title":"' || :title || n || '"}',
             '{"correlation_id":"request-' || n || '"}'
        FROM head, generate_series(1, :count) n,
             LATERAL (SELECT md5(((n - 1) / :size % :owners)::text)::uuid AS owner) o""";

  private final JdbcClient database;

  TestLog(DataSource source) {
    Flyway.configure().dataSource(source).load().migrate();
    this.database = JdbcClient.create(source);
  }

  /** Appends of one event each, by a few owners in turn. */
  void append(int events) {
    append(events, 1);
  }

  /** @param size of an append, each by one owner; divides {@code events} */
  void append(int events, int size) {
    append(events, size, 7, "Größe ");
  }

  void append(int events, int size, int owners, String title) {
    database.sql(APPEND).param("count", events).param("size", size).param("owners", owners)
        .param("title", title)
        .update();
    database.sql("SELECT pg_notify('event', '')").query((_, _) -> true).list();
  }

  long head() {
    return database.sql("SELECT coalesce(max(position), 0) FROM event").query(Long.class).single();
  }

  List<UUID> ids() {
    return database.sql("SELECT id FROM event ORDER BY position")
        .query((row, _) -> Objects.requireNonNull(row.getObject(1, UUID.class))).list();
  }

  void execute(String sql) {
    database.sql(sql).update();
  }
}

package tasklog.bench.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import org.postgresql.PGConnection;
import tasklog.bench.server.Database;
import tasklog.events.TasklogEvent;
import tasklog.events.wire.EventJson;
import tasklog.events.wire.EventType;

/**
 * Fills an empty log by COPY, both of its tables at once and with their indexes in place, so that these have the shape
 * that appends would have given them.
 */
final class Prefill {

  // A table that is emptied in the same transaction is filled without leaving work for VACUUM.
  private static final String EVENTS = """
      COPY event (position, append_id, append_last, occurred_at, recorded_at, id, owner, type, version, actor_type,
                  actor_id, payload, metadata)
      FROM STDIN WITH (FREEZE)""";

  private static final String TAGS = "COPY event_tag (kind, key, position, type) FROM STDIN WITH (FREEZE)";

  private static final String BEGIN = Instant.parse("2024-01-01T00:00:00Z").toString();
  private static final int CHUNK = 1 << 16;

  private interface Row {
    void print(StringBuilder out, long position, TasklogEvent event);
  }

  private final Database database;
  private final Contents contents;
  private final Map<String, String> numbers = new ConcurrentHashMap<>();

  Prefill(Database database, Contents contents) {
    this.database = database;
    this.contents = contents;
  }

  /** @param progress told how many events there are now, of {@link History#length} */
  void run(LongConsumer progress) throws InterruptedException {
    try (var executor = Executors.newFixedThreadPool(2)) {
      var tags = executor.submit(() -> {
        copy("event_tag", TAGS, this::tag, _ -> {});
        return null;
      });
      copy("event", EVENTS, Prefill::event, progress);
      tags.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (SQLException | IOException e) {
      throw new IllegalStateException(e);
    }
    database.execute("ANALYZE event, event_tag");
  }

  private void copy(String table, String sql, Row row, LongConsumer progress)
      throws SQLException, IOException {
    try (var connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("TRUNCATE " + table);
      }
      var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
      var buffer = new StringBuilder(2 * CHUNK);
      var history = new History(contents);
      long position = 0;
      while (history.hasNext()) {
        row.print(buffer, ++position, history.next());
        if (buffer.length() >= CHUNK || !history.hasNext()) {
          var bytes = buffer.toString().getBytes(UTF_8);
          copy.writeToCopy(bytes, 0, bytes.length);
          buffer.setLength(0);
          progress.accept(position);
        }
      }
      copy.endCopy();
      connection.commit();
    }
  }

  private static void event(StringBuilder out, long position, TasklogEvent event) {
    var type = EventType.of(event);
    var owner = event.owner().value();
    out.append(position).append('\t').append(position).append('\t').append(position).append('\t')
        .append(BEGIN).append('\t').append(BEGIN).append('\t').append(Contents.event(position)).append('\t')
        .append(owner).append('\t').append(name(type)).append('\t').append(type.version()).append("\tuser\t")
        .append(owner).append('\t').append(EventJson.store(event).payload()).append('\t')
        .append("{\"correlation_id\":\"").append(Contents.event(-position)).append("\",\"causation_id\":\"")
        .append(owner).append("\"}\n");
  }

  private void tag(StringBuilder out, long position, TasklogEvent event) {
    out.append(number("tag_kind", History.kind(event))).append('\t').append(History.key(event)).append('\t')
        .append(position).append('\t').append(number("event_type", name(EventType.of(event)))).append('\n');
  }

  private static String name(EventType type) {
    return EventType.NAMESPACE + "." + type.eventName();
  }

  /** As the log numbers its names: when they are first met. */
  private String number(String table, String name) {
    return numbers.computeIfAbsent(name, _ -> database.value(
        "INSERT INTO %1$s (name) VALUES ('%2$s') ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING id"
            .formatted(table, name)));
  }
}

package tasklog.projection.history;

import static java.util.stream.Collectors.joining;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tasklog.events.TagId;
import tasklog.events.TaskId;
import tasklog.projection.feed.BulkFold;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.View;
import tasklog.projection.feed.copy.Copy;

/**
 * Writes the tables recorded_event and task_version: four statements for a batch, however many events and tasks are in
 * it, up to {@value #MOST_ROWS} versions. Rows are only ever added; what is there already is passed over, so that a
 * stream may be read again from its beginning.
 */
@Component
public class HistoryView implements View {

  public static final String NAME = "history";

  /** More versions are written in several statements, since one event may name a thousand tasks. */
  static final int MOST_ROWS = 20_000;

  /** A plan that was made while the tables were small would read all of them for each task once they are large. */
  private static final String PLANS = "SET LOCAL plan_cache_mode = force_custom_plan";

  private static final String RECORD = """
      INSERT INTO recorded_event (position, owner_id, event_id, event_name, version, subject_id, occurred_at,
                                  recorded_at, actor_type, actor_id, correlation_id, causation_id, traceparent,
                                  commit, previous, data)
      SELECT position, owner_id, event_id, event_name, version, subject_id, occurred_at,
             recorded_at, actor_type, actor_id, correlation_id, causation_id, traceparent,
             commit, previous, data
        FROM unnest(:positions, :owners::uuid[], :events::uuid[], :names, :versions, :subjects::uuid[],
                    :occurred::timestamptz[], :recorded::timestamptz[], :actor_types, :actors, :correlations,
                    :causations, :traces, :commits, :previous, :data)
             AS fed (position, owner_id, event_id, event_name, version, subject_id,
                     occurred_at, recorded_at, actor_type, actor_id, correlation_id,
                     causation_id, traceparent, commit, previous, data)
          ON CONFLICT DO NOTHING
      """;

  /** The version before the first event that names a task: by primary key, backwards, one row. */
  private static final String BEFORE = """
      SELECT last.*
        FROM unnest(:ids::uuid[], :firsts) AS named (task_id, first)
       CROSS JOIN LATERAL (
          SELECT task_id, owner_id, position, title_at, description_at, attributes_at, status, priority, due_at,
                 tag_ids, completed_at, deleted_at
            FROM task_version
           WHERE task_version.task_id = named.task_id AND task_version.position < named.first
           ORDER BY task_version.position DESC
           LIMIT 1
       ) AS last
      """;

  private static final String WRITE = """
      INSERT INTO task_version (task_id, position, owner_id, title_at, description_at, attributes_at, status,
                                priority, due_at, tag_ids, completed_at, deleted_at)
      SELECT task_id, position, owner_id, title_at, description_at, attributes_at, status,
             priority, due_at, tag_ids::uuid[], completed_at, deleted_at
        FROM unnest(:ids::uuid[], :positions, :owners::uuid[], :titles, :descriptions, :attributes, :statuses,
                    :priorities, :due::timestamptz[], :tags, :completed::timestamptz[],
                    :deleted::timestamptz[])
             AS folded (task_id, position, owner_id, title_at, description_at, attributes_at, status,
                        priority, due_at, tag_ids, completed_at,
                        deleted_at)
          ON CONFLICT DO NOTHING
      """;

  private final JdbcClient jdbc;

  public HistoryView(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> tables() {
    return List.of("recorded_event", "task_version");
  }

  @Override
  public void apply(List<FeedEvent> events) {
    jdbc.sql(PLANS).update();
    var named = VersionFold.named(events);
    var versions = named.isEmpty() ? List.<TaskVersion>of() : VersionFold.fold(before(named), events);
    record(new Columns<>(jdbc.sql(RECORD), events));
    for (var from = 0; from < versions.size(); from += MOST_ROWS) {
      write(new Columns<>(jdbc.sql(WRITE),
          versions.subList(from, Math.min(versions.size(), from + MOST_ROWS))));
    }
  }

  @Override
  public Optional<BulkFold> bulk(Copy copy, boolean complete) {
    return Optional.of(new HistoryBulk(this, copy, complete));
  }

  /** The last versions before some positions, of the tasks that have one. */
  Map<TaskId, TaskVersion> before(Map<TaskId, Long> named) {
    var before = new HashMap<TaskId, TaskVersion>();
    new Columns<>(jdbc.sql(BEFORE), List.copyOf(named.entrySet()))
        .texts("ids", Map.Entry::getKey)
        .numbers("firsts", Map.Entry::getValue).statement.query((row, _) -> VersionColumns.version(row))
        .list()
        .forEach(version -> before.put(version.task(), version));
    return before;
  }

  private static void record(Columns<FeedEvent> events) {
    events.numbers("positions", FeedEvent::position)
        .texts("owners", event -> event.recorded().owner())
        .texts("events", event -> event.recorded().id())
        .texts("names", event -> event.recorded().eventName())
        .numbers("versions", event -> event.recorded().version())
        .texts("subjects", event -> event.recorded().subject())
        .texts("occurred", event -> event.recorded().occurredAt())
        .texts("recorded", event -> event.recorded().recordedAt())
        .texts("actor_types", event -> event.recorded().actor().type())
        .texts("actors", event -> event.recorded().actor().id())
        .texts("correlations", event -> event.recorded().correlationId())
        .texts("causations", event -> event.recorded().causationId())
        .texts("traces", event -> event.recorded().traceparent())
        .numbers("commits", event -> event.recorded().commit())
        .numbers("previous", event -> event.delivered().previous())
        .texts("data", event -> event.recorded().data()).statement.update();
  }

  private static void write(Columns<TaskVersion> versions) {
    versions.texts("ids", TaskVersion::task)
        .numbers("positions", TaskVersion::position)
        .texts("owners", TaskVersion::owner)
        .numbers("titles", version -> version.textsAt().title())
        .numbers("descriptions", version -> version.textsAt().description())
        .numbers("attributes", version -> version.textsAt().attributes())
        .texts("statuses", version -> version.state().status().wire())
        .numbers("priorities", version -> version.state().priority().rank())
        .texts("due", version -> version.state().dueAt())
        .texts("tags", version -> version.state().tagIds().stream().map(TagId::toString)
            .collect(joining(",", "{", "}")))
        .texts("completed", version -> version.state().completedAt())
        .texts("deleted", version -> version.state().deletedAt()).statement.update();
  }

  /** A statement that takes rows as one array for each column. */
  private record Columns<T>(StatementSpec statement, List<T> rows) {

    /** As PostgreSQL reads each type; times say that they are UTC, so no session's zone matters. */
    Columns<T> texts(String column, Function<T, @Nullable Object> value) {
      var texts = new @Nullable String[rows.size()];
      for (var index = 0; index < texts.length; index++) {
        var element = value.apply(rows.get(index));
        texts[index] = element == null ? null : element.toString();
      }
      statement.param(column, texts);
      return this;
    }

    Columns<T> numbers(String column, ToLongFunction<T> value) {
      statement.param(column, rows.stream().mapToLong(value).toArray());
      return this;
    }
  }
}

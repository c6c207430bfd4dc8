package tasklog.projection.task;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.projection.History;
import tasklog.projection.Plans;
import tasklog.projection.Plans.Scan;
import tasklog.projection.ReadDatabase;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.projection.task.TaskRow.Texts;

/** A million tasks, 80,000 of them of one owner, and what lists of them read. Made once for all tests of a run. */
final class ManyTasks {

  static final int ALL = 1_000_000;
  static final OwnerId OWNER = History.owner();
  static final Instant NOW = History.START;

  /** On nine tenths of the owner's tasks, on 40, and on 1,600 that were all created long ago. */
  static final TagId COMMON = new TagId(UUID.randomUUID());
  static final TagId RARE = new TagId(UUID.randomUUID());
  static final TagId OLD = new TagId(UUID.randomUUID());

  /** In nine tenths of the owner's tasks, and in 40. */
  static final String COMMON_WORD = "common";
  static final String RARE_WORD = "rare";

  /**
   * Mostly completed, few open or urgent, half with a due time; the owner's among the first 100,000, a tenth deleted and a
   * fourth created and updated at one time. Most of the others' are deleted, which leaves less to index.
   */
  private static final String ROWS = """
      INSERT INTO task (task_id, owner_id, title, description, status, priority, due_at, created_at, updated_at,
                        completed_at, deleted_at, version, tag_ids)
      SELECT uuidv7(),
             CASE WHEN n <= 100000 AND n % 5 <> 0 THEN :owner
                  ELSE ('00000000-0000-4000-8000-' || lpad((n / 300)::text, 12, '0'))::uuid END,
             'Title', '',
             CASE WHEN n % 97 = 0 THEN 'pending' WHEN n % 89 = 0 THEN 'in_progress' ELSE 'completed' END,
             CASE WHEN n % 83 = 0 THEN 4 ELSE n % 3 END,
             CASE WHEN n % 2 = 0 THEN at + (n % 1000) * interval '1 hour' END,
             at, at,
             CASE WHEN n % 97 = 0 OR n % 89 = 0 THEN NULL ELSE at END,
             CASE WHEN n % 10 = 3 OR n > 100000 AND n % 4 <> 0 THEN at END,
             n,
             CASE WHEN n <= 100000 AND n % 5 <> 0 THEN
               CASE WHEN n % 10 <> 7 THEN ARRAY[:common::uuid] ELSE '{}' END
               || CASE WHEN n % 2003 = 1 THEN ARRAY[:rare::uuid] ELSE '{}' END
               || CASE WHEN n BETWEEN 95000 AND 97000 THEN ARRAY[:old::uuid] ELSE '{}' END
                  WHEN n % 4 = 0 THEN ARRAY[('00000000-0000-4000-8000-' || lpad((n / 300)::text, 12, '0'))::uuid]
                  ELSE '{}' END
        FROM generate_series(1, :all) AS n
       CROSS JOIN LATERAL (
          SELECT :now::timestamptz - CASE WHEN n % 5 = 1 THEN 50000 ELSE n END * interval '1 second' AS at) AS times
      """;

  private static final String ROWS_OF_TAGS = """
      INSERT INTO task_tag (task_id, tag_id, owner_id, task_created_at, task_deleted)
      SELECT task_id, tag.id, owner_id, created_at, deleted_at IS NOT NULL
        FROM task CROSS JOIN unnest(tag_ids) AS tag (id)
      """;

  /** Others have the common word too, behind keys of their own; in a fourth of their tasks, which takes less time. */
  private static final String ROWS_OF_TEXTS = """
      INSERT INTO task_text (owner_id, task_id, words)
      SELECT owner_id, task_id,
             CASE WHEN owner_id <> :owner THEN array_to_tsvector(ARRAY[right(owner_id::text, 6) || 'common'])
                  WHEN version % 2003 = 1 THEN :rare::tsvector || :common::tsvector
                  WHEN version % 10 <> 7 THEN :common::tsvector
                  ELSE '' END
        FROM task
       WHERE owner_id = :owner OR version % 4 = 0
      """;

  private static final ReadDatabase DATABASE = filled();

  private ManyTasks() {}

  static ReadDatabase database() {
    return DATABASE;
  }

  /** Without what takes most of the time: indexes come last, and nothing is checked or logged. */
  private static ReadDatabase filled() {
    var database = ReadDatabase.create();
    var jdbc = database.jdbc();
    var indexes = jdbc.sql("""
        SELECT indexname, indexdef FROM pg_indexes
         WHERE tablename IN ('task', 'task_tag', 'task_text') AND indexname NOT LIKE '%_pkey'""").query()
        .listOfRows();
    jdbc.sql("""
        SELECT format('ALTER TABLE task DROP CONSTRAINT %I', conname) FROM pg_constraint
         WHERE conrelid = 'task'::regclass AND contype = 'c'""").query(String.class).list()
        .forEach(drop -> jdbc.sql(drop).update());
    indexes.forEach(index -> jdbc.sql("DROP INDEX " + index.get("indexname")).update());
    List.of("task", "task_tag", "task_text")
        .forEach(table -> jdbc.sql("ALTER TABLE " + table + " SET UNLOGGED").update());
    jdbc.sql(ROWS).param("owner", OWNER.value()).param("now", NOW.toString()).param("all", ALL)
        .param("common", COMMON.toString()).param("rare", RARE.toString()).param("old", OLD.toString())
        .update();
    jdbc.sql(ROWS_OF_TAGS).update();
    jdbc.sql(ROWS_OF_TEXTS).param("owner", OWNER.value()).param("common", vector(COMMON_WORD))
        .param("rare", vector(RARE_WORD)).update();
    indexes.forEach(index -> jdbc.sql(String.valueOf(index.get("indexdef"))).update());
    jdbc.sql("VACUUM ANALYZE task_tag").update();
    jdbc.sql("ANALYZE task, task_text").update();
    return database;
  }

  private static String vector(String word) {
    return Search.vector(OWNER, new Texts(word, "", Attributes.NONE));
  }

  /** What a page reads of the tables of tasks. */
  static List<Scan> scans(String mode, TaskListQuery query) {
    return Plans.scans(DATABASE, mode, TaskQueries.sql(query), literals(query)).stream()
        .filter(scan -> Set.of("task", "task_tag", "task_text").contains(scan.table())).toList();
  }

  /** The parameters of a list, in SQL. */
  static Map<String, String> literals(TaskListQuery query) {
    var after = query.after();
    var filter = query.filter();
    var literals = new HashMap<String, String>();
    literals.put("view", "'task'");
    literals.put("generation", "1");
    literals.put("partition", "1");
    literals.put("owner", "'" + query.owner() + "'");
    literals.put("rows", Integer.toString(query.limit() + 1));
    literals.put("now", "'" + query.now() + "'");
    literals.put("time", after == null ? "NULL" : time(after.time()));
    literals.put("id", after == null ? "NULL" : "'" + after.id() + "'");
    literals.put("rank", after == null ? "NULL" : Integer.toString(after.priority().rank()));
    literals.put("tag_any", array(filter.tags().any()));
    literals.put("tag_all", array(filter.tags().all()));
    literals.put("words", "'" + filter.search().query(query.owner()).replace("'", "''") + "'");
    put(literals, "created_at", filter.created());
    put(literals, "due_at", filter.due());
    put(literals, "updated_at", filter.updated());
    put(literals, "completed_at", filter.completed());
    return literals;
  }

  private static void put(Map<String, String> literals, String column, Times times) {
    literals.put(column + "_from", time(times.from()));
    literals.put(column + "_before", time(times.before()));
  }

  private static String time(@Nullable Instant time) {
    return time == null ? "NULL" : "'" + time + "'";
  }

  private static String array(List<TagId> tags) {
    return tags.stream().map(TagId::toString).collect(joining(",", "'{", "}'"));
  }
}

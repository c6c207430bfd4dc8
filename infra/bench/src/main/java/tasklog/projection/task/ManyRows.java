package tasklog.projection.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.bench.queries.QueriesPlan;
import tasklog.bench.report.Progress;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.projection.task.TaskRow.Texts;

/**
 * Fills the tables of tasks and tags as years of use would: tasks come in the order of their creation, those of an owner
 * lie far apart, a few owners have most of them. Words are those that the view stores. Indexes come last, and nothing is
 * logged; then the tables are as vacuum and analyse leave them.
 */
final class ManyRows {

  static final int PARTITIONS = 12;

  /** On one of 2,500 tasks of each owner. */
  static final int RARE_TAG = 11;

  private static final List<String> TAGS = List.of("Work", "Home", "Garden", "Café", "Reise", "Later",
      "Waiting",
      "客户", "Отчёты", "Team", "Zeppelin", "Never");
  private static final int CHUNK = 50_000;
  private static final int TASKS_OF_OTHERS = 200;

  private static final List<String> TABLES = List.of("task", "task_tag", "task_text");

  private static final String HELP = """
      CREATE UNLOGGED TABLE filling_owner (number integer, owner_id uuid, key text, tags uuid[]);
      CREATE UNLOGGED TABLE filling_title (number integer, text text, words text[]);
      CREATE UNLOGGED TABLE filling_description (number integer, text text, words text[])
      """;
  private static final String WITHOUT_HELP = "DROP TABLE filling_owner, filling_title, filling_description";

  private static final String OWNERS = """
      INSERT INTO filling_owner (number, owner_id, key, tags)
      SELECT number, owner_id, key, tags::uuid[] FROM unnest(:numbers, :owners::uuid[], :keys, :tags)
                                                   AS owner (number, owner_id, key, tags)
      """;

  private static final String OWNERS_OF_TAGS = """
      INSERT INTO tag (tag_id, owner_id, name, created_at, updated_at, version)
      SELECT tagged.id, owner_id, (:names::text[])[tagged.number], :now::timestamptz - interval '3 years',
             :now::timestamptz - interval '3 years', 1
        FROM filling_owner CROSS JOIN unnest(tags) WITH ORDINALITY AS tagged (id, number)
      """;

  /** Each draw is a number below 2^20, always the same for the same task. */
  private static final String ROWS = """
      WITH drawn AS (
        SELECT n, one & 1048575 AS a, one >> 20 & 1048575 AS b, one >> 40 & 1048575 AS c,
               two & 1048575 AS d, two >> 20 & 1048575 AS e, two >> 40 & 1048575 AS f
          FROM generate_series(:from, :to) AS n
         CROSS JOIN LATERAL (SELECT hashint8extended(n, 1) AS one, hashint8extended(n, 2) AS two) AS hashes),
      chosen AS (
        SELECT drawn.*,
               CASE WHEN n % :every = 0 THEN 0
                    ELSE 1 + floor(:others * power(a / 1048576.0::float8, 2)) END::integer AS owner_number,
               CASE WHEN n / :every % 2500 = 1 THEN :titles - 1 ELSE d % (:titles - 1) END::integer AS title_number,
               CASE WHEN e % 100 < 45 THEN 0 WHEN e % 100 < 85 THEN 1 + f % 10 ELSE 11 + f % 10 END::integer
                 AS description_number,
               :now::timestamptz - (:all - n) * (interval '3 years' / :all) AS created_at
          FROM drawn),
      made AS MATERIALIZED (
        SELECT uuidv7(created_at - clock_timestamp()) AS task_id, owner.owner_id,
               title.text || numbered.text AS title, description.text AS description,
               status, (ARRAY[0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4])[1 + c % 20] AS priority,
               CASE WHEN c / 20 % 100 < 60 THEN created_at + (f % 60) * interval '1 day' END AS due_at,
               array_remove(ARRAY[CASE WHEN b / 128 % 100 < 30 THEN owner.tags[1] END,
                                  CASE WHEN f / 128 % 100 < 25 THEN owner.tags[2 + a % 9] END,
                                  CASE WHEN n / :every % 2500 = 2 THEN owner.tags[11] END], NULL) AS tag_ids,
               CASE WHEN d % 100 < 30 THEN jsonb_build_object('estimate', d % 13, 'source', 'mail')
                    ELSE '{}' END AS attributes,
               created_at, updated_at,
               CASE WHEN status = 'completed' THEN updated_at END AS completed_at,
               CASE WHEN e / 128 % 100 < 8 THEN updated_at END AS deleted_at,
               n AS version,
               ARRAY(SELECT owner.key || word FROM unnest(title.words || description.words || numbered.words) AS word)
                 AS words
          FROM chosen
          JOIN filling_owner AS owner ON owner.number = owner_number
          JOIN filling_title AS title ON title.number = title_number
          JOIN filling_description AS description ON description.number = description_number
         CROSS JOIN LATERAL (
            SELECT CASE WHEN n % 4 = 0 THEN ' ' || n ELSE '' END AS text,
                   CASE WHEN n % 4 = 0 THEN ARRAY[n::text] ELSE '{}' END AS words) AS numbered
         CROSS JOIN LATERAL (
            SELECT least(:now::timestamptz, created_at + (c % 2000) * interval '1 hour') AS updated_at,
                   CASE WHEN b % 100 < 70 THEN 'completed' WHEN b % 100 < 85 THEN 'pending'
                        WHEN b % 100 < 93 THEN 'in_progress' ELSE 'cancelled' END AS status) AS state),
      tasks AS (
        INSERT INTO task (task_id, owner_id, title, description, status, priority, due_at, tag_ids, attributes,
                          created_at, updated_at, completed_at, deleted_at, version)
        SELECT task_id, owner_id, title, description, status, priority, due_at, tag_ids, attributes,
               created_at, updated_at, completed_at, deleted_at, version
          FROM made),
      tags AS (
        INSERT INTO task_tag (task_id, tag_id, owner_id, task_created_at, task_deleted)
        SELECT task_id, tagged.id, owner_id, created_at, deleted_at IS NOT NULL
          FROM made CROSS JOIN unnest(tag_ids) AS tagged (id))
      INSERT INTO task_text (owner_id, task_id, words)
      SELECT owner_id, task_id, array_to_tsvector(words) FROM made
      """;

  private static final String PLACES = """
      INSERT INTO projection_offset (view, generation, topic_id, partition, next_offset, position, incarnation)
      SELECT view, 1, :topic, partition, :all, :all, :log
        FROM unnest(ARRAY['task', 'tag', 'history']) AS view
       CROSS JOIN generate_series(0, :partitions - 1) AS partition
      """;

  private static final String CONSTRAINTS = """
      SELECT format('ALTER TABLE %1$I ADD CONSTRAINT %2$I %3$s', relname, conname, pg_get_constraintdef(found.oid))
               AS make,
             format('ALTER TABLE %1$I DROP CONSTRAINT %2$I', relname, conname) AS drop
        FROM pg_constraint AS found JOIN pg_class ON pg_class.oid = conrelid
       WHERE relname = ANY (:tables) AND contype = 'p'
      """;
  private static final String INDEXES = """
      SELECT indexdef AS make, format('DROP INDEX %I', indexname) AS drop
        FROM pg_indexes
       WHERE tablename = ANY (:tables) AND indexname NOT LIKE '%_pkey'
      """;

  /** What is taken away while rows are written. */
  private record Index(String make, String drop) {}

  private final QueriesPlan plan;
  private final DataSource database;
  private final JdbcClient jdbc;
  private final Progress progress;

  ManyRows(QueriesPlan plan, DataSource database, Progress progress) {
    this.plan = plan;
    this.database = database;
    this.jdbc = JdbcClient.create(database);
    this.progress = progress;
  }

  static UUID tag(UUID owner, int number) {
    return UUID.nameUUIDFromBytes((owner + " " + number).getBytes(StandardCharsets.UTF_8));
  }

  void fill() throws InterruptedException {
    var indexes = new ArrayList<>(indexes(CONSTRAINTS));
    indexes.addAll(indexes(INDEXES));
    indexes.forEach(index -> jdbc.sql(index.drop()).update());
    TABLES.forEach(table -> jdbc.sql("ALTER TABLE " + table + " SET UNLOGGED").update());
    help();
    progress.show("Filling the tables with %,d tasks".formatted(plan.tasks()), plan.tasks(), this::writeRows);
    jdbc.sql(WITHOUT_HELP).update();
    progress.show("Making indexes", indexes.size(), reached -> make(indexes, reached));
    progress.show("Vacuum and analyse", TABLES.size() + 1L, this::vacuum);
    jdbc.sql(PLACES).param("topic", UUID.randomUUID()).param("log", UUID.randomUUID())
        .param("all", plan.tasks()).param("partitions", PARTITIONS).update();
  }

  private List<Index> indexes(String sql) {
    return jdbc.sql(sql).param("tables", TABLES.toArray(String[]::new))
        .query((row, _) -> new Index(row.getString("make"), row.getString("drop"))).list();
  }

  private int others() {
    return (int) Math.max(10, plan.tasks() / TASKS_OF_OTHERS);
  }

  private void help() {
    Arrays.stream(HELP.split(";", -1)).forEach(sql -> jdbc.sql(sql).update());
    var owners = IntStream.rangeClosed(0, others()).mapToObj(ManyRows::owner).toList();
    jdbc.sql(OWNERS)
        .param("numbers", IntStream.rangeClosed(0, others()).toArray())
        .param("owners", owners.stream().map(UUID::toString).toArray(String[]::new))
        .param("keys", owners.stream().map(ManyRows::key).toArray(String[]::new))
        .param("tags", owners.stream().map(ManyRows::tags).toArray(String[]::new))
        .update();
    jdbc.sql(OWNERS_OF_TAGS).param("names", TAGS.toArray(String[]::new)).param("now", plan.now().toString())
        .update();
    phrases("filling_title", Phrases.titles());
    phrases("filling_description", Phrases.descriptions());
    jdbc.sql("ANALYZE filling_owner, filling_title, filling_description, tag").update();
  }

  private void phrases(String table, List<String> phrases) {
    for (var number = 0; number < phrases.size(); number++) {
      jdbc.sql("INSERT INTO " + table + " (number, text, words) VALUES (:number, :text, :words)")
          .param("number", number).param("text", phrases.get(number))
          .param("words", Words.of(phrases.get(number)).toArray(String[]::new)).update();
    }
  }

  private static UUID owner(int number) {
    return number == 0
        ? QueriesPlan.LARGE
        : UUID.nameUUIDFromBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
  }

  /** What the words of an owner begin with. */
  private static String key(UUID owner) {
    var word = "x";
    var keyed = Search.keyed(new OwnerId(owner), new Texts(word, "", Attributes.NONE)).getFirst();
    return keyed.substring(0, keyed.length() - word.length());
  }

  private static String tags(UUID owner) {
    var tags = IntStream.rangeClosed(1, TAGS.size()).mapToObj(number -> tag(owner, number).toString())
        .toList();
    return "{" + String.join(",", tags) + "}";
  }

  /** Two at a time, one chunk after the other. */
  private void writeRows(LongConsumer reached) throws InterruptedException {
    var next = new AtomicLong();
    var written = new AtomicLong();
    inParallel(() -> {
      for (var from = next.getAndAdd(CHUNK); from < plan.tasks(); from = next.getAndAdd(CHUNK)) {
        var to = Math.min(plan.tasks(), from + CHUNK);
        jdbc.sql(ROWS).param("from", from + 1).param("to", to).param("all", plan.tasks())
            .param("every", plan.tasks() / plan.ofLarge()).param("others", others())
            .param("titles", Phrases.titles().size()).param("now", plan.now().toString()).update();
        reached.accept(written.addAndGet(to - from));
      }
      return null;
    });
  }

  private static void inParallel(Callable<?> work) throws InterruptedException {
    try (var executor = Executors.newFixedThreadPool(2)) {
      for (Future<?> one : List.of(executor.submit(work), executor.submit(work))) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private void make(List<Index> indexes, LongConsumer reached) {
    try (var connection = database.getConnection(); var statement = connection.createStatement()) {
      allow(connection);
      for (var done = 0; done < indexes.size(); done++) {
        statement.execute(indexes.get(done).make());
        reached.accept(done + 1L);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void allow(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '1GB'");
      statement.execute("SET max_parallel_maintenance_workers = 2");
    }
  }

  private void vacuum(LongConsumer reached) {
    var tables = new ArrayList<>(TABLES);
    tables.add("tag");
    for (var done = 0; done < tables.size(); done++) {
      jdbc.sql("VACUUM ANALYZE " + tables.get(done)).update();
      reached.accept(done + 1L);
    }
  }
}

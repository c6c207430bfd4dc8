package tasklog.projection.feed.rebuild;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.projection.feed.StreamScans.Source;
import tasklog.projection.feed.View;

/**
 * The tables of a view that are being made, in a schema of their own and under the names that they will have. They are
 * defined by the live ones, or by those of the schema {@value #NEXT}, where a migration has left another shape.
 */
final class Shadow {

  /** What a table is to be like after the next rebuild; empty tables, made by migrations. */
  static final String NEXT = "next";

  private static final String COMMON = """
      CREATE SCHEMA IF NOT EXISTS rebuild;
      CREATE TABLE IF NOT EXISTS rebuild.projection_offset (LIKE %1$s.projection_offset INCLUDING ALL);
      CREATE TABLE IF NOT EXISTS rebuild.parked_owner (LIKE %1$s.parked_owner INCLUDING ALL);
      CREATE TABLE IF NOT EXISTS rebuild.parked_event (LIKE %1$s.parked_event INCLUDING ALL);
      CREATE TABLE IF NOT EXISTS rebuild.begun (view text PRIMARY KEY, build text NOT NULL)""";

  /** What was given up since then must not be set aside any more. */
  private static final String SAME_RUN = """
      SELECT EXISTS (SELECT FROM rebuild.begun WHERE view = :view AND build = :build)
         AND NOT EXISTS (SELECT
                           FROM rebuild.projection_offset
                          WHERE view = :view AND (generation, topic_id) <> (:generation, :topic))
         AND NOT EXISTS (SELECT FROM rebuild.parked_event JOIN %s.dropped_event USING (view, position)
                          WHERE view = :view)
      """;

  private static final String FORGET = """
      DELETE FROM rebuild.projection_offset WHERE view = '%1$s';
      DELETE FROM rebuild.parked_event WHERE view = '%1$s';
      DELETE FROM rebuild.parked_owner WHERE view = '%1$s';
      DELETE FROM rebuild.begun WHERE view = '%1$s'""";

  /** Columns and checks of a table, however they came to be; null without the table. */
  private static final String SHAPE = """
      SELECT string_agg(line, E'\\n' ORDER BY line)
        FROM (SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), attcollation::regcollation, attnotnull,
                               attgenerated, pg_get_expr(adbin, adrelid)) AS line
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
               WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped
              UNION ALL
              SELECT concat_ws(' ', conname, pg_get_constraintdef(oid))
                FROM pg_constraint
               WHERE conrelid = to_regclass(:table) AND contype = 'c') AS part
      """;

  /** Settings, owner and rights, which LIKE leaves out. */
  private static final String TABLE = """
      SELECT format('ALTER TABLE %1$s SET (%%s)', array_to_string(reloptions, ', '))
        FROM pg_class WHERE oid = to_regclass(:table) AND reloptions IS NOT NULL
      UNION ALL
      SELECT format('COMMENT ON TABLE %1$s IS %%L', obj_description(oid, 'pg_class'))
        FROM pg_class WHERE oid = to_regclass(:table) AND obj_description(oid, 'pg_class') IS NOT NULL
      UNION ALL
      SELECT format('GRANT %%s ON %1$s TO %%s%%s', privilege_type,
                    CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
                    CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
        FROM pg_class, aclexplode(relacl) WHERE oid = to_regclass(:live) AND grantee <> relowner
      UNION ALL
      SELECT format('ALTER TABLE %1$s OWNER TO %%I', pg_get_userbyid(relowner))
        FROM pg_class WHERE oid = to_regclass(:live) AND pg_get_userbyid(relowner) <> current_user
      """;

  /** Statements for the primary key, by which views find what they have, where it is not there yet. */
  private static final String KEYS = """
      SELECT format('ALTER TABLE %1$s ADD CONSTRAINT %%I %%s', conname, pg_get_constraintdef(oid))
        FROM pg_constraint
       WHERE conrelid = to_regclass(:table) AND contype = 'p'
         AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = to_regclass('%1$s') AND contype = 'p')
      """;

  /** Whoever is writing ends some time. */
  private static final String PATIENTLY = "SET lock_timeout = 0; %s; SET lock_timeout = '10s'";

  private static final String PARKED = """
      SELECT EXISTS (SELECT FROM rebuild.parked_owner WHERE view = :view)
      """;

  /** Statements for what the definition has and the table has not yet, by name. */
  private static final String MISSING = """
      SELECT format('ALTER TABLE %1$s ADD CONSTRAINT %%I %%s', conname, pg_get_constraintdef(oid))
        FROM pg_constraint AS wanted
       WHERE conrelid = to_regclass(:table) AND contype IN ('u', 'x')
         AND NOT EXISTS (SELECT FROM pg_constraint AS there
                          WHERE there.conrelid = to_regclass('%1$s') AND there.conname = wanted.conname)
      UNION ALL
      SELECT regexp_replace(pg_get_indexdef(indexrelid), ' ON (ONLY )?\\S+ USING ', ' ON %1$s USING ')
        FROM pg_index JOIN pg_class AS wanted ON wanted.oid = indexrelid
       WHERE indrelid = to_regclass(:table)
         AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
         AND NOT EXISTS (SELECT FROM pg_index AS there JOIN pg_class AS name ON name.oid = there.indexrelid
                          WHERE there.indrelid = to_regclass('%1$s') AND name.relname = wanted.relname)
      """;

  /** What would be lost, or would go on to look at the old table. */
  private static final String TIED = """
      SELECT DISTINCT pg_describe_object(classid, objid, 0)
        FROM pg_depend
       WHERE refclassid = 'pg_class'::regclass AND refobjid = to_regclass(:live)
         AND (classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_publication_rel'::regclass,
                          'pg_statistic_ext'::regclass)
              OR classid = 'pg_trigger'::regclass
                 AND NOT (SELECT tgisinternal FROM pg_trigger WHERE pg_trigger.oid = objid)
              OR classid = 'pg_constraint'::regclass
                 AND (SELECT contype = 'f' FROM pg_constraint WHERE pg_constraint.oid = objid))
      """;

  private final View view;
  private final Database database;
  private final JdbcClient jdbc;
  private final String live;

  Shadow(View view, Database database) {
    this.view = view;
    this.database = database;
    this.jdbc = database.jdbc();
    this.live = database.live();
  }

  /**
   * Makes the tables, without what is left for {@link #makeKeys} and {@link #missing}, or finds those that an earlier run of the same program
   * has begun to fill from the same stream.
   *
   * @return whether there is something to go on with
   * @throws Refused when there is nothing to rebuild, or others hold on to the tables
   */
  boolean prepare(Source source, String build) {
    view.tables().forEach(this::refuseUnlessFree);
    execute(COMMON.formatted(live));
    if (isOf(source, build) && isOfItsShape()) {
      return true;
    }
    begin(build);
    return false;
  }

  private void begin(String build) {
    database.transactions().executeWithoutResult(_ -> {
      drop();
      view.tables().forEach(this::create);
      jdbc.sql("INSERT INTO rebuild.begun (view, build) VALUES (?, ?)").params(view.name(), build).update();
    });
  }

  /**
   * Makes the primary keys that are not there yet.
   *
   * @throws org.springframework.dao.DuplicateKeyException when rows are there that cannot be
   */
  void makeKeys() {
    for (var table : view.tables()) {
      statements(KEYS, table).forEach(statement -> execute(PATIENTLY.formatted(statement)));
    }
  }

  /** Makes empty tables again, with their primary keys. */
  void clear(String build) {
    begin(build);
    makeKeys();
  }

  /** Whether the rebuild has set something aside. */
  boolean isParked() {
    return jdbc.sql(PARKED).param("view", view.name()).query(Boolean.class).single();
  }

  /** Statements that make what the tables lack: constraints first, then indexes. */
  List<String> missing() {
    return view.tables().stream().flatMap(table -> statements(MISSING, table).stream()).toList();
  }

  void vacuum() {
    view.tables().forEach(table -> execute("VACUUM (ANALYZE) " + made(table)));
  }

  /**
   * Puts the tables in the place of the live ones, which are gone when the current transaction commits.
   *
   * @throws Refused when their definition has changed since they were made
   */
  void replace() {
    var tables = view.tables().stream().sorted().toList();
    execute("LOCK TABLE " + String.join(", ", tables.stream().map(this::live).toList())
        + " IN ACCESS EXCLUSIVE MODE");
    if (!isOfItsShape() || !missing().isEmpty() || !hasKeys()) {
      throw new Refused("The tables of the view " + view.name()
          + " were changed by somebody while they were rebuilt; rebuild it again");
    }
    for (var table : tables) {
      execute("DROP TABLE " + live(table));
      execute("ALTER TABLE " + made(table) + " SET SCHEMA " + live);
      execute("DROP TABLE IF EXISTS " + next(table));
    }
    execute(FORGET.formatted(view.name()));
  }

  /** Removes what was made. */
  void drop() {
    view.tables().forEach(table -> execute("DROP TABLE IF EXISTS " + made(table)));
    execute(FORGET.formatted(view.name()));
  }

  String live(String table) {
    return live + "." + table;
  }

  static String made(String table) {
    return Connections.SCHEMA + "." + table;
  }

  private static String next(String table) {
    return NEXT + "." + table;
  }

  private void refuseUnlessFree(String table) {
    if (shape(live(table)).isEmpty()) {
      throw new Refused("There is no table " + live(table) + "; start projection-service once");
    }
    var tied = jdbc.sql(TIED).param("live", live(table)).query(String.class).list();
    if (!tied.isEmpty()) {
      throw new Refused("Table " + table + " cannot be replaced while others hold on to it: "
          + String.join(", ", tied));
    }
  }

  private boolean isOf(Source source, String build) {
    return jdbc.sql(SAME_RUN.formatted(live)).param("view", view.name()).param("build", build)
        .param("generation", source.generation()).param("topic", source.topicId()).query(Boolean.class)
        .single();
  }

  private boolean hasKeys() {
    return view.tables().stream().allMatch(table -> statements(KEYS, table).isEmpty());
  }

  private boolean isOfItsShape() {
    return view.tables().stream().allMatch(table -> shape(made(table)).equals(shape(definition(table))));
  }

  /** Empty without the table. */
  private String shape(String table) {
    return jdbc.sql(SHAPE).param("table", table).query(String.class).optional().orElse("");
  }

  private String definition(String table) {
    return shape(next(table)).isEmpty() ? live(table) : next(table);
  }

  private void create(String table) {
    execute("CREATE TABLE " + made(table) + " (LIKE " + definition(table)
        + " INCLUDING ALL EXCLUDING INDEXES EXCLUDING STATISTICS)");
    statements(TABLE, table).forEach(this::execute);
  }

  private List<String> statements(String sql, String table) {
    return jdbc.sql(sql.formatted(made(table))).param("table", definition(table)).param("live", live(table))
        .query((row, _) -> row.getString(1)).list();
  }

  private void execute(String sql) {
    database.execute(sql);
  }
}

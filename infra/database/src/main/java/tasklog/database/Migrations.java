package tasklog.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The migrations of one database. Forward is Flyway's; back is ours, step by step from the newest, each step with its
 * row of Flyway's history in one transaction.
 */
public final class Migrations {

  private static final String HISTORY = """
      SELECT version, description, installed_on::timestamp(0)::text
        FROM flyway_schema_history
       WHERE success AND version IS NOT NULL
       ORDER BY installed_rank""";

  // Who migrates forward reads the history first, and waits here until this step is over. Not for long the other way
  // round: behind a lock that is waited for, everybody else waits too.
  private static final String BEGIN_BACK = """
      SET LOCAL lock_timeout = '5s';
      LOCK TABLE flyway_schema_history IN ACCESS EXCLUSIVE MODE""";

  private static final String FORGET = "DELETE FROM flyway_schema_history WHERE version = ?";

  private static final String TRUNCATE = """
      DO $$
      BEGIN
        EXECUTE (
          SELECT coalesce('TRUNCATE ' || string_agg(oid::regclass::text, ', '), 'SELECT')
            FROM pg_class
           WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
             AND relname <> 'flyway_schema_history');
      END $$""";

  private static final String TYPES = """
      SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
        FROM pg_attribute a
        JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
         AND a.attnum > 0 AND NOT a.attisdropped""";

  private final DataSource database;
  private final List<Migration> all;
  private final Path folder;
  private final List<String> truth;

  /**
   * @param folder of the scripts
   * @param truth  tables that no way back takes rows from
   */
  public Migrations(DataSource database, Path folder, List<String> truth) {
    this.database = database;
    this.folder = folder;
    this.all = Migration.in(folder);
    this.truth = truth;
  }

  /**
   * A migration that was done.
   *
   * @param on as Flyway writes it: in the zone of whoever did it
   */
  public record Applied(String version, String description, String on) {}

  public List<Migration> all() {
    return all;
  }

  /** The oldest first. */
  public List<Applied> applied() throws SQLException {
    try (var connection = database.getConnection()) {
      return applied(connection);
    }
  }

  static List<Applied> applied(Connection connection) throws SQLException {
    var applied = new ArrayList<Applied>();
    if (!Rows.exist(connection, "SELECT WHERE to_regclass('flyway_schema_history') IS NOT NULL"))
      return applied;
    try (var statement = connection.createStatement(); var rows = statement.executeQuery(HISTORY)) {
      while (rows.next()) {
        applied.add(new Applied(rows.getString(1), rows.getString(2), rows.getString(3)));
      }
    }
    return applied;
  }

  /** Those that were not done yet, in the order in which they will be. */
  public List<Migration> pending() throws SQLException {
    var done = applied().stream().map(Applied::version).toList();
    return all.stream().filter(migration -> !done.contains(migration.version())).toList();
  }

  /** What Flyway finds wrong with those that were done: edited, lost or out of order since. */
  public List<String> faults() {
    return flyway().ignoreMigrationPatterns("*:pending", "*:future").load()
        .validateWithResult().invalidMigrations
        .stream().map(fault -> fault.errorDetails.errorMessage.lines().findFirst().orElse("")).toList();
  }

  /**
   * Goes forward.
   *
   * @param target the last version to be reached
   * @throws MigrationRefused when one fails; those before it stay
   */
  public void migrate(String target) {
    try {
      flyway().target(target).load().migrate();
    } catch (FlywayException e) {
      throw new MigrationRefused(String.valueOf(e.getMessage()).strip().replaceAll("\\s+", " "));
    }
  }

  private FluentConfiguration flyway() {
    return Flyway.configure().dataSource(database).locations("filesystem:" + folder)
        .initSql("SET lock_timeout = '10s'");
  }

  /** The way back to a version, the newest step first; {@code "000"} is the empty schema. */
  public List<Migration> backTo(String version) throws SQLException {
    return applied().reversed().stream().map(Applied::version).filter(done -> done.compareTo(version) > 0)
        .map(this::migration).toList();
  }

  private Migration migration(String version) {
    return all.stream().filter(known -> known.version().equals(version)).findFirst()
        .orElseThrow(
            () -> new MigrationRefused("Version " + version + " is applied, but its script is not in "
                + folder + ": it was made by a newer Tasklog, which has the way back"));
  }

  /**
   * Goes one step back.
   *
   * @param last the newest migration that was done
   * @throws MigrationRefused and nothing has changed, when it is not, or when rows of a table of truth would go
   */
  public void back(Migration last) throws SQLException {
    inOneTransaction(connection -> {
      var newest = applied(connection);
      if (newest.isEmpty() || !newest.getLast().version().equals(last.version()))
        throw new MigrationRefused("Version " + last.version() + " is not the newest any more; look again");
      var kept = new Kept(connection, truth);
      execute(connection, last.backScript().text());
      kept.check(last);
      Rows.delete(connection, FORGET, last.version());
    });
  }

  /**
   * Goes all the way back in one transaction, whatever is lost by it.
   *
   * @param before is done first, while nobody can migrate forward; where nothing was ever applied, just done
   */
  public void empty(Step before) throws SQLException {
    var steps = backTo("000");
    if (steps.isEmpty()) {
      before.run();
      return;
    }
    inOneTransaction(connection -> {
      before.run();
      execute(connection, TRUNCATE);
      for (var step : steps) {
        execute(connection, step.backScript().text());
        Rows.delete(connection, FORGET, step.version());
      }
    });
  }

  /** Something that is done while the history is locked. */
  @FunctionalInterface
  public interface Step {
    void run() throws SQLException;
  }

  private interface Work {
    void with(Connection connection) throws SQLException;
  }

  private void inOneTransaction(Work work) throws SQLException {
    try (var connection = database.getConnection()) {
      connection.setAutoCommit(false);
      execute(connection, BEGIN_BACK);
      work.with(connection);
      connection.commit();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What a script would do to rows that are there. */
  public List<Destructive> destructive(Script script) throws SQLException {
    return Destructive.in(script, types());
  }

  private Map<String, String> types() throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(TYPES)) {
      var types = new HashMap<String, String>();
      while (rows.next()) {
        types.put(rows.getString(1), rows.getString(2));
      }
      return types;
    }
  }

  public Schema schema() throws SQLException {
    try (var connection = database.getConnection()) {
      return Schema.of(connection);
    }
  }
}

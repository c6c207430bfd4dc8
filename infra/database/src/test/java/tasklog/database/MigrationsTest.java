package tasklog.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;
import tasklog.database.Comparison.Different;
import tasklog.database.Comparison.NotComparable;
import tasklog.database.Comparison.Same;
import tasklog.database.Migrations.Applied;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** Both ways of a small history, one migration of which moves data. */
class MigrationsTest {

  private final TestDatabase database = TestPostgres.newDatabase("migrations");

  @TempDir
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    write("V001__create_person.sql",
        "CREATE TABLE person (id integer PRIMARY KEY, whole_name text NOT NULL);");
    write("U001__create_person.sql", "DROP TABLE person;");
    write("V002__split_name.sql",
        """
            ALTER TABLE person ADD first text;
            ALTER TABLE person ADD rest text;
            UPDATE person SET first = split_part(whole_name, ' ', 1), rest = substr(whole_name, strpos(whole_name, ' ') + 1);
            ALTER TABLE person ALTER first SET NOT NULL;
            ALTER TABLE person DROP whole_name;""");
    write("U002__split_name.sql", """
        ALTER TABLE person ADD whole_name text;
        UPDATE person SET whole_name = first || ' ' || rest;
        ALTER TABLE person ALTER whole_name SET NOT NULL;
        ALTER TABLE person DROP first, DROP rest;""");
  }

  private void write(String name, String sql) throws IOException {
    Files.writeString(folder.resolve(name), sql);
  }

  private Migrations migrations(String... truth) {
    return new Migrations(database.dataSource(), folder, List.of(truth));
  }

  @Test
  void data_that_a_migration_moves_are_kept_both_ways() throws Exception {
    var migrations = migrations();
    migrations.migrate("001");
    execute("INSERT INTO person VALUES (1, 'Ada King Lovelace'), (2, 'Grace Hopper')");
    migrations.migrate("002");
    assertThat(query("SELECT first || '|' || rest FROM person ORDER BY id"))
        .containsExactly("Ada|King Lovelace", "Grace|Hopper");
    migrations.back(migrations.all().getLast());
    assertThat(query("SELECT whole_name FROM person ORDER BY id"))
        .containsExactly("Ada King Lovelace", "Grace Hopper");
    migrations.migrate("002");
    assertThat(query("SELECT first || '|' || rest FROM person ORDER BY id"))
        .containsExactly("Ada|King Lovelace", "Grace|Hopper");
  }

  @Test
  void the_history_says_what_is_done_and_what_is_not() throws Exception {
    var migrations = migrations();
    assertThat(migrations.applied()).isEmpty();
    assertThat(migrations.pending()).hasSize(2);
    migrations.migrate("002");
    assertThat(migrations.applied()).extracting(Applied::version).containsExactly("001", "002");
    assertThat(migrations.backTo("000")).extracting(Migration::version).containsExactly("002", "001");
    assertThat(migrations.backTo("001")).extracting(Migration::version).containsExactly("002");
    migrations.back(migrations.all().getLast());
    assertThat(migrations.applied()).extracting(Applied::version).containsExactly("001");
    assertThat(migrations.pending()).extracting(Migration::version).containsExactly("002");
    assertThat(migrations.faults()).isEmpty();
  }

  /** Red when the history's row goes in a transaction of its own. */
  @Test
  void a_way_back_that_fails_changes_nothing() throws Exception {
    write("U002__split_name.sql", "ALTER TABLE person DROP first; SELECT 1 / 0;");
    var migrations = migrations();
    migrations.migrate("002");
    var before = migrations.schema();
    assertThatThrownBy(() -> migrations.back(migrations.all().getLast())).isInstanceOf(PSQLException.class);
    assertThat(migrations.schema()).isEqualTo(before);
    assertThat(migrations.applied()).hasSize(2);
  }

  @Test
  void only_the_newest_is_taken_back() throws Exception {
    var migrations = migrations();
    migrations.migrate("002");
    assertThatThrownBy(() -> migrations.back(migrations.all().getFirst()))
        .isInstanceOf(MigrationRefused.class)
        .hasMessageContaining("not the newest");
    assertThat(migrations.applied()).hasSize(2);
  }

  @Test
  void without_a_way_back_or_its_script_there_is_none() throws Exception {
    var migrations = migrations();
    migrations.migrate("002");
    Files.delete(folder.resolve("U002__split_name.sql"));
    assertThatThrownBy(() -> migrations.back(migrations.all().getLast())).isInstanceOf(MigrationRefused.class)
        .hasMessageContaining("U002__split_name.sql is missing");
    Files.delete(folder.resolve("V002__split_name.sql"));
    assertThatThrownBy(() -> migrations().backTo("000")).isInstanceOf(MigrationRefused.class)
        .hasMessageContaining("made by a newer Tasklog");
  }

  /** Red without Kept: dropped, emptied, or some rows deleted. */
  @Test
  void what_nothing_can_make_again_is_not_removed() throws Exception {
    for (var way : List.of("DROP TABLE person", "TRUNCATE person", "DELETE FROM person WHERE id = 1",
        "ALTER TABLE person RENAME TO nobody")) {
      write("U002__split_name.sql", way);
      var migrations = migrations("person");
      migrations.migrate("002");
      execute(
          "INSERT INTO person VALUES (1, 'Ada', 'Lovelace'), (2, 'Grace', 'Hopper') ON CONFLICT DO NOTHING");
      assertThatThrownBy(() -> migrations.back(migrations.all().getLast())).describedAs(way)
          .isInstanceOf(MigrationRefused.class).hasMessageContaining("would remove what is in person");
      assertThat(query("SELECT first FROM person ORDER BY id")).containsExactly("Ada", "Grace");
      assertThat(migrations.applied()).hasSize(2);
    }
    execute("DELETE FROM person");
    var migrations = migrations("person", "not_there");
    migrations.back(migrations.all().getLast());
    assertThat(migrations.applied()).hasSize(1);
  }

  @Test
  void a_schema_can_be_emptied_whatever_is_in_it_while_nobody_goes_forward() throws Exception {
    write("U001__create_person.sql", """
        DO $$ BEGIN IF EXISTS (SELECT FROM person) THEN RAISE EXCEPTION 'not empty'; END IF; END $$;
        DROP TABLE person;""");
    var migrations = migrations("person");
    migrations.migrate("002");
    execute("INSERT INTO person VALUES (1, 'Ada', 'Lovelace')");
    migrations
        .empty(() -> assertThatThrownBy(() -> execute("SET lock_timeout = 1; TABLE flyway_schema_history"))
            .hasMessageContaining("lock timeout"));
    assertThat(migrations.schema().lines()).isEmpty();
    assertThat(migrations.applied()).isEmpty();
    migrations.migrate("002");
    assertThat(migrations.pending()).isEmpty();
    assertThat(query("SELECT first FROM person")).isEmpty();
    assertThatThrownBy(() -> migrations.empty(() -> {
      throw new SQLException("no");
    })).hasMessage("no");
    assertThat(migrations.applied()).hasSize(2);
  }

  @Test
  void a_script_that_was_edited_since_is_a_fault() throws Exception {
    var migrations = migrations();
    migrations.migrate("001");
    write("V001__create_person.sql", "CREATE TABLE person (id bigint);");
    assertThat(migrations().faults()).hasSize(1).first().asString().contains("checksum mismatch");
    assertThatThrownBy(() -> migrations().migrate("002")).isInstanceOf(MigrationRefused.class);
  }

  @Test
  void a_step_forward_that_fails_says_why_in_one_line() throws Exception {
    write("V003__divide.sql", "SELECT 1 / 0;");
    var migrations = migrations();
    assertThatThrownBy(() -> migrations.migrate("003")).isInstanceOf(MigrationRefused.class)
        .hasMessageContaining("V003__divide.sql").hasMessageNotContaining("\n");
    assertThat(migrations.applied()).hasSize(2);
  }

  @Test
  void what_differs_from_the_migrations_is_named() throws Exception {
    var migrations = migrations();
    migrations.migrate("002");
    var golden = new GoldenSchema("002", 18, migrations.schema());
    assertThat(compare(golden)).isEqualTo(new Same());
    execute("CREATE INDEX person_rest_idx ON person (rest)");
    execute("ALTER TABLE person ALTER first SET DEFAULT 'x'");
    assertThat(compare(golden)).isEqualTo(new Different(List.of(
        "missing:    column person.first text not null",
        "unexpected: column person.first text default 'x'::text not null",
        "unexpected: index person_rest_idx on person USING btree (rest)")));
    assertThat(compare(new GoldenSchema("003", 18, golden.schema())))
        .isEqualTo(new NotComparable("it is at version 002 and not 003"));
    assertThat(compare(new GoldenSchema("002", 17, golden.schema())))
        .isEqualTo(new NotComparable("it is on PostgreSQL 18 and not 17"));
  }

  private Comparison compare(GoldenSchema golden) throws SQLException {
    return connected(connection -> golden.compare(connection));
  }

  private void execute(String sql) throws SQLException {
    connected(connection -> connection.createStatement().execute(sql));
  }

  private List<String> query(String sql) throws SQLException {
    return connected(connection -> {
      var found = new ArrayList<String>();
      var rows = connection.createStatement().executeQuery(sql);
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    });
  }

  private interface Use<T> {
    T with(Connection connection) throws SQLException;
  }

  private <T> T connected(Use<T> use) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      return use.with(connection);
    }
  }
}

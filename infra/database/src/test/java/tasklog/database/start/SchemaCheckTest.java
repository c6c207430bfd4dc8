package tasklog.database.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tasklog.database.Migrations;
import tasklog.testkit.TestDatabase;
import tasklog.testkit.TestPostgres;

/** What a service says of its schema; what the schema should be is in this module's db/schema.txt. */
@ExtendWith(OutputCaptureExtension.class)
class SchemaCheckTest {

  @TempDir
  private Path folder;

  private final TestDatabase database = TestPostgres.newDatabase("check");
  private final SchemaCheck check = new SchemaCheck(database.dataSource());

  @BeforeEach
  void migrate() throws Exception {
    Files.writeString(folder.resolve("V001__create_thing.sql"), """
        CREATE TABLE thing (id integer PRIMARY KEY);
        COMMENT ON COLUMN thing.id IS 'Its only column.';""");
    Files.writeString(folder.resolve("V002__create_more.sql"), "CREATE TABLE more ();");
    migrate("001");
  }

  private void migrate(String version) {
    new Migrations(database.dataSource(), folder, List.of()).migrate(version);
  }

  @Test
  void a_schema_as_its_migrations_make_it_is_nothing_to_speak_of(CapturedOutput output) {
    check.run(new DefaultApplicationArguments());
    assertThat(check.health()).isEqualTo(Health.up().build());
    assertThat(output.getAll()).doesNotContain("SchemaCheck");
  }

  @Test
  void a_schema_that_somebody_has_changed_is_reported_with_every_difference(CapturedOutput output)
      throws Exception {
    execute("COMMENT ON COLUMN thing.id IS NULL");
    execute("CREATE INDEX thing_again_idx ON thing (id)");
    check.run(new DefaultApplicationArguments());
    assertThat(output.getAll()).contains("ERROR", "The schema is not what its migrations make",
        "3 differences",
        "missing:    column thing.id integer not null -- Its only column.",
        "unexpected: column thing.id integer not null",
        "unexpected: index thing_again_idx on thing USING btree (id)");
    assertThat(check.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(check.health().getDetails().get("differences")).asInstanceOf(
        InstanceOfAssertFactories.LIST).hasSize(3);
  }

  @Test
  void a_database_that_is_newer_is_not_called_wrong(CapturedOutput output) {
    migrate("002");
    check.run(new DefaultApplicationArguments());
    assertThat(output.getAll()).contains("WARN", "not compared", "it is at version 002 and not 001");
    assertThat(check.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void a_table_that_waits_for_its_rebuild_is_not_called_wrong(CapturedOutput output) throws Exception {
    execute("CREATE SCHEMA next");
    execute("CREATE TABLE next.thing (id integer PRIMARY KEY, name text)");
    check.run(new DefaultApplicationArguments());
    assertThat(output.getAll()).contains("WARN", "not compared", "infra/tasklog rebuild",
        "another shape: thing");
    assertThat(check.health().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void a_database_that_cannot_be_read_does_not_keep_a_service_from_starting(CapturedOutput output) {
    new SchemaCheck(new TestDatabase("127.0.0.1", 1, "nowhere", "nobody", "").dataSource())
        .run(new DefaultApplicationArguments());
    assertThat(output.getAll()).contains("not compared", "it cannot be read");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection()) {
      connection.createStatement().execute(sql);
    }
  }
}

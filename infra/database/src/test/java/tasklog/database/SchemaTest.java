package tasklog.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tasklog.testkit.TestPostgres;

/** The schemas of both services, as their migrations make them. */
class SchemaTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final boolean RENEW = "renew".equals(System.getProperty("tasklog.schema"));

  @ParameterizedTest
  @EnumSource
  void up_down_and_up_again_gives_the_same_schema_at_every_step(Database database) throws Exception {
    var migrations = migrations(database);
    var schemas = new ArrayList<>(List.of(migrations.schema()));
    for (var next : migrations.all()) {
      migrations.migrate(next.version());
      schemas.add(migrations.schema());
    }
    assertThat(schemas.getFirst().lines()).isEmpty();
    for (var last : migrations.all().reversed()) {
      assertThat(migrations.schema()).isEqualTo(schemas.removeLast());
      migrations.back(last);
      assertThat(migrations.schema()).describedAs("after the way back of " + last)
          .isEqualTo(schemas.getLast());
      migrations.migrate(last.version());
      migrations.back(last);
    }
    assertThat(migrations.schema().lines()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void the_schema_is_the_one_that_is_written_down(Database database) throws Exception {
    var migrations = migrations(database);
    var last = migrations.all().getLast().version();
    migrations.migrate(last);
    var made = new GoldenSchema(last, serverVersion(), migrations.schema());
    var file = database.golden(PROJECT);
    if (RENEW) Files.writeString(file, made.text());
    assertThat(file).exists();
    assertThat(Files.readString(file))
        .describedAs(
            "%s is not what the migrations make; if they are right, renew it: infra/build/renew-schema", file)
        .isEqualTo(made.text());
    assertThat(GoldenSchema.read(file)).isEqualTo(made);
  }

  @ParameterizedTest
  @EnumSource
  void every_way_forward_has_its_way_back_and_a_number_of_its_own(Database database) throws Exception {
    var all = migrations(database).all();
    assertThat(all).isNotEmpty().allSatisfy(migration -> assertThat(migration.back()).exists());
    assertThat(all.stream().map(Migration::version)).doesNotHaveDuplicates();
    try (var files = Files.list(database.migrations(PROJECT))) {
      assertThat(files).hasSize(2 * all.size()).allSatisfy(
          file -> assertThat(file).content().startsWith("-- ").doesNotContain("-- <"));
    }
  }

  /** Red when a way back drops a view and leaves its offsets: made again, it would be empty for ever. */
  @Test
  void a_view_that_goes_is_filled_when_it_comes_again() throws Exception {
    var source = TestPostgres.newDatabase("views").dataSource();
    var migrations = new Migrations(source, Database.READ.migrations(PROJECT), List.of());
    migrations.migrate(migrations.all().getLast().version());
    try (var connection = source.getConnection(); var statement = connection.createStatement()) {
      for (var view : views()) {
        statement
            .execute("INSERT INTO projection_offset (view, generation, topic_id, partition) VALUES ('" + view
                + "', 1, gen_random_uuid(), 0)");
      }
      statement.execute("INSERT INTO projection_offset (view, generation, topic_id, partition)"
          + " VALUES ('of which something is parked', 1, gen_random_uuid(), 0)");
      statement.execute("INSERT INTO parked_owner (view, owner_id, position, events)"
          + " VALUES ('of which something is parked', gen_random_uuid(), 1, 1)");
      for (var last : migrations.all().reversed()) {
        var tables = tables(migrations);
        if (!tables.contains("table projection_offset with (fillfactor=20)")) break;
        var known = progress(connection);
        migrations.back(last);
        tables.removeAll(tables(migrations));
        if (tables.isEmpty() || tables.contains("table projection_offset with (fillfactor=20)")) continue;
        assertThat(progress(connection) < known || fills(last, tables))
            .describedAs("%s drops %s: it has to forget the progress of their view", last.back(), tables)
            .isTrue();
      }
    }
  }

  private static int progress(Connection connection) throws Exception {
    try (var rows = connection.createStatement().executeQuery("SELECT count(*) FROM projection_offset")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static boolean fills(Migration migration, List<String> tables) {
    var filled = Migration.script(migration.forward()).statements();
    return tables.stream().map(table -> table.replaceAll("table (\\w+).*", "INSERT INTO $1 "))
        .allMatch(insert -> filled.stream().anyMatch(statement -> statement.startsWith(insert)));
  }

  private static List<String> tables(Migrations migrations) throws Exception {
    return new ArrayList<>(
        migrations.schema().lines().stream().filter(line -> line.startsWith("table ")).toList());
  }

  private static List<String> views() throws Exception {
    var name = Pattern.compile("String NAME = \"(\\w+)\"");
    try (var files = Files.walk(PROJECT.resolve("projection-service/src/main/java"))) {
      var views = new ArrayList<String>();
      for (var file : files.filter(path -> path.toString().endsWith("View.java")).toList()) {
        name.matcher(Files.readString(file)).results().map(found -> found.group(1)).forEach(views::add);
      }
      assertThat(views).contains("task");
      return views;
    }
  }

  private static int serverVersion() throws Exception {
    try (Connection connection = TestPostgres.server().dataSource().getConnection()) {
      return connection.getMetaData().getDatabaseMajorVersion();
    }
  }

  private static Migrations migrations(Database database) {
    return new Migrations(TestPostgres.newDatabase("schema").dataSource(), database.migrations(PROJECT),
        database.truth());
  }
}

package tasklog.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.testkit.TestPostgres;

/** Migrations that move data keep them, both ways. */
class MovedDataTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

  private static final String TASKS = """
      INSERT INTO task (task_id, owner_id, title, description, status, priority, tag_ids, created_at, updated_at,
                        deleted_at, version)
      SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, '00000000-0000-7000-8000-0000000000ff', 'Task ' || n, '',
             'pending', 2, (ARRAY[gen_random_uuid(), gen_random_uuid(), gen_random_uuid()])[1:n], now(), now(),
             CASE n WHEN 3 THEN now() END, n + 1
        FROM generate_series(0, 3) AS n""";

  private static final String TAGS_OF_TASKS = """
      SELECT t.task_id || ' ' || g.tag_id || ' ' || t.owner_id || ' ' || t.created_at || ' ' || (t.deleted_at IS NOT NULL)
        FROM task t CROSS JOIN unnest(t.tag_ids) AS g (tag_id) ORDER BY 1""";

  private static final String ROWS = """
      SELECT task_id || ' ' || tag_id || ' ' || owner_id || ' ' || task_created_at || ' ' || task_deleted
        FROM task_tag ORDER BY 1""";

  private final DataSource database = TestPostgres.newDatabase("moved").dataSource();
  private final JdbcClient client = JdbcClient.create(database);
  private final Migrations migrations = new Migrations(database, Database.READ.migrations(PROJECT),
      List.of());

  /** Decision record 21. */
  @Test
  void a_shape_that_a_rebuild_brings_waits_beside_the_rows_and_goes_with_the_way_back() throws SQLException {
    migrations.migrate("004");
    client.sql(TASKS).update();
    migrations.migrate("010");
    assertThat(due()).singleElement().satisfies(due -> {
      assertThat(due.view()).isEqualTo("task");
      assertThat(due.version()).isEqualTo("010");
    });
    var texts = "SELECT task_id FROM task_text WHERE rules IS NULL";
    assertThat(client.sql(texts).query().listOfRows()).hasSize(4);
    assertThat(client.sql("SELECT * FROM next.task_text").query().listOfRows()).isEmpty();
    migrations.back(migrations.backTo("009").getFirst());
    assertThat(due()).isEmpty();
    assertThat(client.sql("SELECT to_regnamespace('next') IS NULL").query(Boolean.class).single()).isTrue();
    assertThat(client.sql("SELECT task_id FROM task_text").query().listOfRows()).hasSize(4);
  }

  @Test
  void without_rows_nothing_is_left_to_a_rebuild() throws SQLException {
    migrations.migrate("010");
    assertThat(due()).isEmpty();
    assertThat(client.sql("SELECT to_regnamespace('next') IS NULL").query(Boolean.class).single()).isTrue();
  }

  private List<RebuildDue> due() throws SQLException {
    try (var connection = database.getConnection()) {
      return RebuildDue.in(connection);
    }
  }

  @Test
  void the_tags_of_tasks_become_rows_and_are_not_lost_on_the_way_back() throws SQLException {
    migrations.migrate("004");
    client.sql(TASKS).update();
    var tags = client.sql(TAGS_OF_TASKS).query(String.class).list();
    assertThat(tags).hasSize(6);
    migrations.migrate("005");
    assertThat(client.sql(ROWS).query(String.class).list()).isEqualTo(tags);
    migrations.back(migrations.backTo("004").getFirst());
    assertThat(client.sql(TAGS_OF_TASKS).query(String.class).list()).isEqualTo(tags);
    migrations.migrate("005");
    assertThat(client.sql(ROWS).query(String.class).list()).isEqualTo(tags);
  }
}

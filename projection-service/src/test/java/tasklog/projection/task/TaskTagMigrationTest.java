package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.testkit.TestPostgres;

/** The tags of the tasks that are there become rows, and go again without a loss. */
class TaskTagMigrationTest {

  private static final String TASKS = """
      INSERT INTO task (task_id, owner_id, title, description, status, priority, tag_ids, created_at, updated_at,
                        deleted_at, version)
      SELECT md5(n::text)::uuid, md5((n % 3)::text)::uuid, 'Title', '', 'pending', 2,
             ARRAY(SELECT md5('tag' || tag)::uuid FROM generate_series(1, n % 4) AS tag),
             now() - n * interval '1 s', now(), CASE WHEN n % 5 = 0 THEN now() END, n
        FROM generate_series(1, 100) AS n
      """;

  private static final String OF_TASKS = """
      SELECT task_id::text || tag.id || owner_id || created_at || (deleted_at IS NOT NULL)
        FROM task CROSS JOIN unnest(tag_ids) AS tag (id) ORDER BY 1
      """;

  private static final String OF_TAGS = """
      SELECT task_id::text || tag_id || owner_id || task_created_at || task_deleted FROM task_tag ORDER BY 1
      """;

  @Test
  void the_tags_of_tasks_are_filled_in_and_kept_on_the_way_back() throws IOException {
    var database = TestPostgres.newDatabase("task_tag").dataSource();
    var jdbc = JdbcClient.create(database);
    Flyway.configure().dataSource(database).target("4").load().migrate();
    jdbc.sql(TASKS).update();
    var tags = texts(jdbc, OF_TASKS);
    jdbc.sql(script("V005__create_task_tag.sql")).update();
    assertThat(texts(jdbc, OF_TAGS)).isEqualTo(tags).hasSize(150);
    jdbc.sql(script("U005__create_task_tag.sql")).update();
    assertThat(texts(jdbc, OF_TASKS)).isEqualTo(tags);
    jdbc.sql(script("V005__create_task_tag.sql")).update();
    assertThat(texts(jdbc, OF_TAGS)).isEqualTo(tags);
  }

  private static List<String> texts(JdbcClient jdbc, String sql) {
    return jdbc.sql(sql).query((row, _) -> row.getString(1)).list();
  }

  private static String script(String name) throws IOException {
    return new ClassPathResource("db/migration/" + name).getContentAsString(StandardCharsets.UTF_8);
  }
}

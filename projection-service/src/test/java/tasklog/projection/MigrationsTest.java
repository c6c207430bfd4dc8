package tasklog.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.testkit.TestPostgres;

class MigrationsTest {

  private static final String CATALOG = """
      SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
             || coalesce(column_default, '')
        FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'flyway_schema_history'
      UNION ALL
      SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'flyway_schema_history'
      UNION ALL
      SELECT 'index ' || indexdef
        FROM pg_indexes
       WHERE schemaname = 'public' AND tablename <> 'flyway_schema_history'
      UNION ALL
      SELECT 'options ' || relname || ' ' || reloptions::text
        FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL
       ORDER BY 1
      """;

  @Test
  void up_down_and_up_again_gives_the_same_schema() throws IOException {
    var database = TestPostgres.newDatabase("migrations").dataSource();
    var jdbc = JdbcClient.create(database);
    Flyway.configure().dataSource(database).load().migrate();
    var schema = catalog(jdbc);
    for (var script : scripts("U*.sql", Comparator.reverseOrder())) {
      jdbc.sql(script).update();
    }
    assertThat(catalog(jdbc)).isEmpty();
    for (var script : scripts("V*.sql", Comparator.naturalOrder())) {
      jdbc.sql(script).update();
    }
    assertThat(catalog(jdbc)).isEqualTo(schema).isNotEmpty();
  }

  @Test
  void every_way_forward_has_its_way_back() throws IOException {
    assertThat(names("U*.sql")).containsExactlyElementsOf(
        names("V*.sql").stream().map(name -> "U" + name.substring(1)).toList());
  }

  private static List<String> catalog(JdbcClient jdbc) {
    return jdbc.sql(CATALOG).query((row, _) -> row.getString(1)).list();
  }

  private static List<String> scripts(String pattern, Comparator<String> order) throws IOException {
    return Arrays.stream(resources(pattern))
        .sorted(Comparator.comparing(resource -> String.valueOf(resource.getFilename()), order))
        .map(MigrationsTest::content)
        .toList();
  }

  private static List<String> names(String pattern) throws IOException {
    return Arrays.stream(resources(pattern)).map(resource -> String.valueOf(resource.getFilename())).sorted()
        .toList();
  }

  private static Resource[] resources(String pattern) throws IOException {
    return new PathMatchingResourcePatternResolver().getResources("classpath:db/migration/" + pattern);
  }

  private static String content(Resource resource) {
    try {
      return resource.getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

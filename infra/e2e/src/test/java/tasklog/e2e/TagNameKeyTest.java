package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;
import tasklog.command.bus.TagNames;
import tasklog.testkit.TestPostgres;

/**
 * Which names of tags are one name is decided by the write side, and seen the same way by the read side, whose unique key
 * would refuse an event otherwise. Red when ICU or the server comes with another version of Unicode.
 */
class TagNameKeyTest {

  private static final String EXPRESSION = """
      SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'tag'::regclass""";

  private static @Nullable Connection connection;
  private static @Nullable String key;

  @BeforeAll
  static void migrate() throws SQLException {
    var database = TestPostgres.newDatabase("tag_names").dataSource();
    Flyway.configure().dataSource(database)
        .locations("filesystem:../../projection-service/src/main/resources/db/migration")
        .target("4").load().migrate();
    connection = database.getConnection();
    try (var rows = connection.createStatement().executeQuery(EXPRESSION)) {
      rows.next();
      key = rows.getString(1);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    if (connection != null) {
      connection.close();
    }
  }

  @Test
  void both_sides_have_the_same_version_of_unicode() throws SQLException {
    try (var rows = connection.createStatement().executeQuery("SELECT unicode_version()")) {
      rows.next();
      assertThat(UCharacter.getUnicodeVersion().toString()).startsWith(rows.getString(1) + ".");
    }
  }

  @Test
  void every_code_point_is_folded_the_same_by_both_sides() throws SQLException {
    var expected = new HashMap<String, String>();
    codePoints().forEach(point -> {
      var name = Character.toString(point);
      if (!TagNames.fold(name).equals(name)) {
        expected.put(name, TagNames.fold(name));
      }
    });
    assertThat(folded("SELECT chr(point) AS name FROM generate_series(1, 1114111) AS point"
        + " WHERE point NOT BETWEEN 55296 AND 57343")).isEqualTo(expected).hasSizeGreaterThan(1_500);
  }

  @Test
  void names_are_folded_the_same_by_both_sides() throws SQLException {
    var random = new Random(42);
    var telling = codePoints().mapToObj(Character::toString)
        .filter(name -> !TagNames.fold(name).equals(name)
            || UCharacter.getCombiningClass(name.codePointAt(0)) > 0)
        .toList();
    var names = Stream.generate(() -> name(random, telling)).limit(20_000).toList();
    var expected = new HashMap<String, String>();
    names.stream().filter(name -> !TagNames.fold(name).equals(name))
        .forEach(name -> expected.put(name, TagNames.fold(name)));
    try (var statement = connection
        .prepareStatement("CREATE TEMPORARY TABLE name AS SELECT unnest(?::text[]) AS name")) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      statement.execute();
    }
    assertThat(folded("SELECT DISTINCT name FROM name")).isEqualTo(expected).hasSizeGreaterThan(10_000);
  }

  private static String name(Random random, List<String> telling) {
    var parts = new ArrayList<String>();
    for (var length = 1 + random.nextInt(6); length > 0; length--) {
      parts.add(random.nextInt(5) == 0
          ? Character.toString('A' + random.nextInt(58))
          : telling.get(random.nextInt(telling.size())));
    }
    return String.join("", parts);
  }

  private static IntStream codePoints() {
    return IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
        .filter(point -> point < 0xD800 || point > 0xDFFF);
  }

  /** The names whose key is not the name itself. */
  private static Map<String, String> folded(String names) throws SQLException {
    var folded = new HashMap<String, String>();
    try (var rows = connection.createStatement().executeQuery("SELECT name, key FROM (SELECT name, " + key
        + " AS key FROM (" + names + ") AS names) AS keyed WHERE key COLLATE \"C\" <> name COLLATE \"C\"")) {
      while (rows.next()) {
        folded.put(rows.getString(1), rows.getString(2));
      }
    }
    return folded;
  }
}

package tasklog.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class TestPostgresTest {

  @Test
  void each_caller_gets_a_database_of_its_own_on_the_same_server() throws SQLException {
    var one = TestPostgres.newDatabase("one");
    var other = TestPostgres.newDatabase("other");
    execute(one, "CREATE TABLE only_here (id int)");
    assertThat(query(other, "SELECT count(*) FROM pg_class WHERE relname = 'only_here'")).isEqualTo("0");
    assertThat(other.port()).isEqualTo(one.port());
  }

  @Test
  void it_is_postgresql_18_with_durability_and_checksums_on() throws SQLException {
    var database = TestPostgres.newDatabase("durable");
    assertThat(query(database, """
        SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings
        WHERE name IN ('data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit')"""))
        .isEqualTo("data_checksums=on fsync=on full_page_writes=on synchronous_commit=on");
    assertThat(query(database, "SHOW server_version")).startsWith("18");
    assertThat(query(database, "SHOW server_encoding")).isEqualTo("UTF8");
  }

  @Test
  void a_database_is_not_in_utc_and_says_that_it_is_for_tests() throws SQLException {
    var database = TestPostgres.newDatabase("zone");
    assertThat(query(database, """
        SELECT array_to_string(setconfig, ',') FROM pg_db_role_setting
        WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())"""))
        .isEqualTo("TimeZone=Asia/Kathmandu,tasklog.profile=test");
  }

  @Test
  void a_small_disk_can_be_filled_and_used_again() throws SQLException {
    var database = TestPostgres.newDatabaseOnSmallDisk("full");
    execute(database, "CREATE UNLOGGED TABLE ballast (line text STORAGE EXTERNAL)");
    assertThatThrownBy(() -> execute(database,
        "INSERT INTO ballast SELECT repeat(n::text, 1000) FROM generate_series(1, 100000) n"))
        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53100"));
    execute(database, "DROP TABLE ballast");
    execute(database, "CREATE TABLE room AS SELECT generate_series(1, 1000)");
  }

  private static void execute(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(TestDatabase database, String sql) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var rows = connection.createStatement().executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}

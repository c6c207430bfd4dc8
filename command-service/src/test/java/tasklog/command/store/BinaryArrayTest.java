package tasklog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tasklog.testkit.TestPostgres;

class BinaryArrayTest {

  private static final String UUIDS = "SELECT ARRAY(SELECT u::text FROM unnest(?::uuid[]) WITH ORDINALITY AS x (u, n) ORDER BY n)";
  private static final String TIMES = "SELECT ARRAY(SELECT to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM unnest(?::timestamptz[]) WITH ORDINALITY AS x (t, n) ORDER BY n)";

  @Test
  void the_server_reads_what_was_written() throws Exception {
    try (var connection = TestPostgres.newDatabase("binary").dataSource().getConnection()) {
      for (var ids : new UUID[][]{{}, {null}, {UUID.randomUUID(), null, new UUID(-1, -1), new UUID(0, 0)}}) {
        assertThat(read(connection, UUIDS, BinaryArray.of(ids, connection)))
            .containsExactly(Stream.of(ids).map(BinaryArrayTest::text).toArray());
      }
      for (var times : new Instant[][]{{}, {Instant.EPOCH}, {Instant.parse("2021-02-28T23:59:59.123456Z"),
          Instant.parse("1999-12-31T23:59:59.999999Z"), Instant.parse("0001-01-01T00:00:00.000001Z"),
          Instant.parse("9999-12-31T23:59:59.999999Z")}}) {
        assertThat(read(connection, TIMES, BinaryArray.of(times, connection)))
            .extracting(BinaryArrayTest::instant).containsExactly(times);
      }
    }
  }

  /** Red without the catch, and when it becomes the number that stands for infinity. */
  @Test
  void the_server_refuses_times_that_it_cannot_hold() throws Exception {
    try (var connection = TestPostgres.newDatabase("binary").dataSource().getConnection()) {
      for (var time : List.of(Instant.MAX, Instant.MIN, Instant.parse("+294277-01-01T00:00:00Z"))) {
        var times = BinaryArray.of(new Instant[]{time}, connection);
        assertThatExceptionOfType(SQLException.class).isThrownBy(() -> read(connection, TIMES, times))
            .returns("22008", SQLException::getSQLState);
      }
    }
  }

  private static @Nullable String text(@Nullable UUID id) {
    return id == null ? null : id.toString();
  }

  private static Instant instant(Object time) {
    return Instant.parse((String) time);
  }

  private static Object[] read(Connection connection, String sql, Array array) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, array);
      try (var row = statement.executeQuery()) {
        row.next();
        return (Object[]) row.getArray(1).getArray();
      }
    }
  }
}

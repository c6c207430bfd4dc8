package tasklog.projection.feed.rebuild;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Compares two tables by a hash over each owner's rows, in any order, and says where they differ first. What is in the
 * rows is never told. Columns that only one of the tables has are left out, and what a migration has left to the rebuild.
 */
final class RowComparison {

  private static final int FETCH = 1_000;

  private static final String COLUMNS = """
      SELECT coalesce(string_agg(quote_ident(one.attname), ',' ORDER BY one.attname), '')
        FROM pg_attribute AS one
        JOIN pg_attribute AS other ON other.attrelid = to_regclass(?) AND other.attname = one.attname
       WHERE one.attrelid = to_regclass(?) AND one.attnum > 0 AND NOT one.attisdropped
         AND one.attname <> ALL (?::text[])
      """;

  /**
   * The same, each as something that has one hash exactly where it has one text: of other types than these, values that
   * are equal may be written differently. A tsvector has no hash, and its bytes are made faster than its text.
   */
  private static final String HASHED = """
      SELECT coalesce(string_agg(CASE
                 WHEN one.atttypid <> other.atttypid THEN quote_ident(one.attname) || '::text'
                 WHEN one.atttypid = 'tsvector'::regtype THEN 'tsvectorsend(' || quote_ident(one.attname) || ')'
                 WHEN one.atttypid = ANY ('{bool,int2,int4,int8,uuid,timestamptz,uuid[]}'::regtype[])
                   OR one.atttypid = 'text'::regtype AND one.attcollation = other.attcollation
                      AND (SELECT collisdeterministic FROM pg_collation WHERE oid = one.attcollation)
                 THEN quote_ident(one.attname)
                 ELSE quote_ident(one.attname) || '::text' END, ',' ORDER BY one.attname), '')
        FROM pg_attribute AS one
        JOIN pg_attribute AS other ON other.attrelid = to_regclass(?) AND other.attname = one.attname
       WHERE one.attrelid = to_regclass(?) AND one.attnum > 0 AND NOT one.attisdropped
         AND one.attname <> ALL (?::text[])
      """;

  private static final String KEY = """
      SELECT string_agg(quote_ident(attname), ',' ORDER BY array_position(conkey, attnum))
        FROM pg_constraint
        JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey)
       WHERE conrelid = to_regclass(?) AND contype = 'p'
      """;

  /** The hash of a record is a sum over its columns; hashed again, it cannot be made up of parts of several rows. */
  private static final String BY_OWNER = """
      SELECT owner_id::text,
             concat(count(*), ' ', sum(hashtextextended(hash_record_extended(ROW(%s), 0)::text, 0)))
        FROM %s
       WHERE owner_id <> ALL (?::uuid[])
       GROUP BY owner_id
       ORDER BY owner_id
      """;

  private static final String BY_KEY = """
      SELECT ROW(%s)::text, hashtextextended(ROW(%s)::text, 0)::text
        FROM %s
       WHERE owner_id = ?::uuid
       ORDER BY ROW(%1$s)::text COLLATE "C"
      """;

  private static final String ROW = "SELECT %s FROM %s WHERE owner_id = ?::uuid AND ROW(%s)::text = ?";

  private final String table;
  private final String old;
  private final String made;
  private final String columns;
  private final String hashed;
  private final String key;

  /**
   * @param old      and made, with their schemas
   * @param reshaped columns that are to be other than they were, as {@code table.column}
   */
  RowComparison(Connection connection, String table, String old, String made, Set<String> reshaped)
      throws SQLException {
    var leftOut = reshaped.stream().filter(column -> column.startsWith(table + "."))
        .map(column -> column.substring(table.length() + 1)).collect(Collectors.joining(",", "{", "}"));
    this.table = table;
    this.old = old;
    this.made = made;
    this.columns = text(connection, COLUMNS, old, made, leftOut);
    this.hashed = text(connection, HASHED, old, made, leftOut);
    this.key = text(connection, KEY, old);
  }

  /** How many differ, and the first that does. */
  private record Found(long number, String first) {}

  /**
   * Reads both tables whole, at the same time.
   *
   * @param before has the one, now the other; both are in a transaction
   * @param parked owners whose rows are not compared
   * @return one line; empty when the rows are the same
   */
  Optional<String> difference(Connection before, Connection now, List<String> parked) throws SQLException {
    var owners = different(before, now, BY_OWNER.formatted(hashed, old), BY_OWNER.formatted(hashed, made),
        "{" + String.join(",", parked) + "}");
    if (owners.number() == 0) {
      return Optional.empty();
    }
    var owner = owners.first();
    var row = different(before, now, BY_KEY.formatted(key, columns, old),
        BY_KEY.formatted(key, columns, made),
        owner).first();
    return Optional
        .of("Table " + table + " differs for " + owners.number() + " of its owners, first for " + owner
            + " where (" + key + ") is " + row + ": " + how(before, now, owner, row));
  }

  private static Found different(Connection before, Connection now, String ofBefore, String ofNow,
      String... parameters) throws SQLException {
    try (var one = new Sums(before, ofBefore, parameters); var other = new Sums(now, ofNow, parameters)) {
      one.next();
      other.next();
      var number = 0L;
      var first = "";
      while (one.head != Sums.END || other.head != Sums.END) {
        var order = one.head.of().compareTo(other.head.of());
        if (!one.head.equals(other.head) && number++ == 0) {
          first = order <= 0 ? one.head.of() : other.head.of();
        }
        if (order <= 0) {
          one.next();
        }
        if (order >= 0) {
          other.next();
        }
      }
      return new Found(number, first);
    }
  }

  /** A hash over the rows of an owner, or over one row. */
  private record Sum(String of, String hash) {}

  /** In the order of what they are of; the server is at work from the first moment on. */
  private static final class Sums implements AutoCloseable {

    /** Behind the last. */
    private static final Sum END = new Sum("\uffff", "");

    private final PreparedStatement statement;
    private final CompletableFuture<ResultSet> rows;
    private Sum head = END;

    private Sums(Connection connection, String sql, String... parameters) throws SQLException {
      statement = connection.prepareStatement(sql);
      statement.setFetchSize(FETCH);
      for (var index = 0; index < parameters.length; index++) {
        statement.setString(index + 1, parameters[index]);
      }
      rows = CompletableFuture.supplyAsync(this::execute, task -> Thread.ofVirtual().start(task));
    }

    private ResultSet execute() {
      try {
        return statement.executeQuery();
      } catch (SQLException e) {
        throw new CompletionException(e);
      }
    }

    private void next() throws SQLException {
      var all = rows.join();
      head = all.next() ? new Sum(all.getString(1), all.getString(2)) : END;
    }

    @Override
    public void close() throws SQLException {
      statement.close();
    }
  }

  private String how(Connection before, Connection now, String owner, String of) throws SQLException {
    var left = row(before, old, owner, of);
    var right = row(now, made, owner, of);
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? "only in the new table" : "not in the new table";
    }
    var names = columns.split(",", -1);
    return IntStream.range(0, names.length)
        .filter(index -> !Objects.equals(left.get(index), right.get(index)))
        .mapToObj(index -> names[index]).collect(Collectors.joining(", "));
  }

  private List<@Nullable String> row(Connection connection, String of, String owner, String keys)
      throws SQLException {
    try (var statement = connection.prepareStatement(ROW.formatted(columns, of, key))) {
      statement.setString(1, owner);
      statement.setString(2, keys);
      var row = statement.executeQuery();
      var values = new ArrayList<@Nullable String>();
      if (row.next()) {
        for (var column = 1; column <= row.getMetaData().getColumnCount(); column++) {
          values.add(row.getString(column));
        }
      }
      return values;
    }
  }

  private static String text(Connection connection, String sql, String... parameters) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      for (var index = 0; index < parameters.length; index++) {
        statement.setString(index + 1, parameters[index]);
      }
      var row = statement.executeQuery();
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}

package tasklog.cli.verify;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Values by the names of their columns. Never changes; equal to one with the same columns and values. */
final class Row {

  private final List<String> columns;
  private final @Nullable Object[] values;

  private Row(List<String> columns, @Nullable Object[] values) {
    this.columns = columns;
    this.values = values;
  }

  static Row of(List<String> columns, @Nullable Object... values) {
    if (columns.size() != values.length) throw new IllegalArgumentException("as many values as columns");
    return new Row(columns, values.clone());
  }

  /** The columns of a query's rows. */
  static List<String> columns(ResultSet rows) throws SQLException {
    var columns = new ArrayList<String>();
    for (var index = 1; index <= rows.getMetaData().getColumnCount(); index++) {
      columns.add(rows.getMetaData().getColumnName(index));
    }
    return columns;
  }

  /** The row that a query stands at. Whole numbers are Longs, times Instants, arrays lists. */
  static Row read(List<String> columns, ResultSet row) throws SQLException {
    var values = new @Nullable Object[columns.size()];
    for (var index = 0; index < values.length; index++) {
      values[index] = read(row, index + 1);
    }
    return new Row(columns, values);
  }

  private static @Nullable Object read(ResultSet row, int column) throws SQLException {
    var text = row.getString(column);
    if (text == null) return null;
    return switch (row.getMetaData().getColumnTypeName(column)) {
      case "int2", "int4", "int8" -> row.getLong(column);
      case "timestamptz" -> row.getObject(column, OffsetDateTime.class).toInstant();
      case "_uuid" -> Arrays.asList((Object[]) row.getArray(column).getArray());
      case "jsonb" -> Json.parse(text);
      case "uuid" -> UUID.fromString(text);
      case "bool" -> row.getBoolean(column);
      default -> text;
    };
  }

  List<String> columns() {
    return columns;
  }

  @Nullable
  Object get(String column) {
    return values[index(column)];
  }

  /** @throws NullPointerException when it is null */
  Object value(String column) {
    return Objects.requireNonNull(get(column), column);
  }

  /** The values of some columns, in that order, none of them null. */
  List<Object> values(List<String> some) {
    var found = new ArrayList<Object>(some.size());
    some.forEach(column -> found.add(value(column)));
    return found;
  }

  Row with(String column, @Nullable Object value) {
    var changed = values.clone();
    changed[index(column)] = value;
    return new Row(columns, changed);
  }

  private int index(String column) {
    var index = columns.indexOf(column);
    if (index < 0) throw new IllegalArgumentException(column);
    return index;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row row && columns.equals(row.columns) && Arrays.equals(values, row.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return columns + " = " + Arrays.toString(values);
  }
}

package tasklog.command.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement one after the other, each an array. */
final class ArrayParameters {

  private final PreparedStatement statement;
  private int next;

  ArrayParameters(PreparedStatement statement) {
    this(statement, 1);
  }

  /** @param first number of the parameter to be set first */
  ArrayParameters(PreparedStatement statement, int first) {
    this.statement = statement;
    this.next = first;
  }

  ArrayParameters add(int[] values) throws SQLException {
    statement.setObject(next++, values);
    return this;
  }

  ArrayParameters add(long[] values) throws SQLException {
    statement.setObject(next++, values);
    return this;
  }

  ArrayParameters add(short[] values) throws SQLException {
    statement.setObject(next++, values);
    return this;
  }

  ArrayParameters add(@Nullable Short[] values) throws SQLException {
    return add("int2", values);
  }

  ArrayParameters add(@Nullable String[] values) throws SQLException {
    return add("text", values);
  }

  ArrayParameters add(@Nullable UUID[] values) throws SQLException {
    statement.setObject(next++, literal(values), Types.OTHER);
    return this;
  }

  /** As the driver would write it, which quotes each of them, and looks at each character to do so. */
  private static String literal(@Nullable UUID[] values) {
    var text = new StringBuilder(2 + 37 * values.length).append('{');
    for (int i = 0; i < values.length; i++) {
      if (i > 0) text.append(',');
      text.append(values[i]);
    }
    return text.append('}').toString();
  }

  ArrayParameters add(byte[][] values) throws SQLException {
    return add("bytea", values);
  }

  ArrayParameters add(Instant[] values) throws SQLException {
    return add("timestamptz", Arrays.stream(values).map(Instant::toString).toArray());
  }

  private ArrayParameters add(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(next++, statement.getConnection().createArrayOf(type, values));
    return this;
  }
}

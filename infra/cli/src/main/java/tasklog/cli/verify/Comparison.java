package tasklog.cli.verify;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows, column by column: a difference of kind {@code table.column} for each that differs. */
record Comparison(Differences differences) {

  /** @param found says by its columns what is compared */
  void compare(String table, String where, Row expected, Row found) {
    for (var column : found.columns()) {
      compare(table + "." + column, where, expected.get(column), found.get(column));
    }
  }

  void compare(String kind, String where, @Nullable Object expected, @Nullable Object found) {
    if (!same(expected, found)) differences.add(kind, where, expected, found);
  }

  private static boolean same(@Nullable Object expected, @Nullable Object found) {
    return expected instanceof Json one && found instanceof Json other
        ? one.hasValueOf(other)
        : Objects.equals(expected, found);
  }
}

package tasklog.cli.verify;

import static tasklog.cli.verify.Differences.words;

import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rows of tasks and tags are what a fold of the log makes of them, up to where each view stood in the
 * snapshot. Takes owners in portions: what is in memory is the fold of one of them.
 */
final class RowsCheck {

  private static final List<String> TASK_TAG = List.of("task_id", "tag_id", "owner_id", "task_created_at",
      "task_deleted");

  private final LogReader log;
  private final ReadSide read;
  private final Places places;
  private final Differences differences;
  private final Map<Table, Long> compared = new EnumMap<>(Table.class);
  private final Digest expectedDigest = new Digest();
  private final Digest foundDigest = new Digest();

  RowsCheck(LogReader log, ReadSide read, Places places, Differences differences) {
    this.log = log;
    this.read = read;
    this.places = places;
    this.differences = differences;
  }

  /** How many rows of each table were found where the log wants one. */
  Map<Table, Long> compared() {
    return compared;
  }

  /** Of all rows that the log makes. */
  Digest expectedDigest() {
    return expectedDigest;
  }

  /** Of all rows that were found. */
  Digest foundDigest() {
    return foundDigest;
  }

  /** @param each is told each event of theirs */
  void check(OwnerRange owners, long upTo, LogReader.Sink<LoggedEvent> each) throws SQLException {
    var fold = new Fold(differences);
    log.events(owners, upTo, event -> {
      fold.apply(event, event.position() <= Math.max(places.upTo(View.TASK, event.owner()),
          places.upTo(View.HISTORY, event.owner())),
          event.position() <= places.upTo(View.TAG, event.owner()));
      each.take(event);
    });
    for (var table : Table.values()) {
      compare(table, owners, fold);
    }
    checkOrphans(fold);
  }

  private void compare(Table table, OwnerRange owners, Fold fold) throws SQLException {
    var expected = expected(table, fold);
    try (var rows = read.rows(table.sql(), owners)) {
      expected.values().forEach(row -> expectedDigest.add(table, rows.columns(), row));
      var comparison = new Comparison(differences);
      while (rows.next()) {
        var found = rows.row();
        foundDigest.add(table, rows.columns(), found);
        var wanted = expected.remove(found.values(table.key()));
        if (wanted == null) {
          differences.add(table + " surplus", where(table, found), words("no row"), words(why(found, fold)));
        } else {
          compared.merge(table, 1L, Long::sum);
          comparison.compare(table.toString(), where(table, found), wanted, found);
        }
      }
    }
    expected.values().forEach(row -> differences.add(table + " missing", where(table, row),
        words("a row"), words("none")));
  }

  /** The rows that the log makes, by key. */
  private Map<List<Object>, Row> expected(Table table, Fold fold) {
    var rows = new LinkedHashMap<List<Object>, Row>();
    switch (table) {
      case TASK, TASK_TEXT -> fold.tasks().values().forEach(versions -> {
        var row = current(versions);
        if (row != null) rows.put(row.values(table.key()), row);
      });
      case TASK_TAG -> fold.tasks().values().forEach(versions -> {
        var row = current(versions);
        if (row != null) tagged(row).forEach(tag -> rows.put(tag.values(table.key()), tag));
      });
      case TAG -> fold.tags().values().forEach(row -> rows.put(row.values(table.key()), row));
      case TASK_VERSION -> fold.tasks().values().forEach(versions -> versions.stream()
          .filter(row -> isIn(View.HISTORY, row))
          .forEach(row -> rows.put(row.values(table.key()), row)));
    }
    return rows;
  }

  /** As the task view has it; null when it has not come to the task. */
  private @Nullable Row current(List<Row> versions) {
    return versions.reversed().stream().filter(row -> isIn(View.TASK, row)).findFirst().orElse(null);
  }

  private boolean isIn(View view, Row row) {
    return (long) row.value("version") <= places.upTo(view, (UUID) row.value("owner_id"));
  }

  private static List<Row> tagged(Row task) {
    return ((List<?>) task.value("tag_ids")).stream()
        .map(tag -> Row.of(TASK_TAG, task.get("task_id"), tag, task.get("owner_id"), task.get("created_at"),
            task.get("deleted_at") != null))
        .toList();
  }

  private static String why(Row found, Fold fold) {
    var owner = found.value("owner_id");
    if (found.columns().contains("task_id")) {
      var versions = fold.tasks().get((UUID) found.value("task_id"));
      if (versions == null) return "an orphan: the log has no such task of owner " + owner;
    }
    return "one of owner " + owner;
  }

  /** Where both views stand at the same position, the tags of a task are there: tags go from tasks before they go. */
  private void checkOrphans(Fold fold) {
    var unknown = new HashMap<UUID, Row>();
    for (var versions : fold.tasks().values()) {
      var task = current(versions);
      if (task == null) continue;
      var owner = (UUID) task.value("owner_id");
      if (places.upTo(View.TASK, owner) != places.upTo(View.TAG, owner)) continue;
      for (var tag : (List<?>) task.value("tag_ids")) {
        if (!fold.tags().containsKey(tag)) unknown.putIfAbsent((UUID) tag, task);
      }
    }
    unknown.forEach((tag, task) -> differences.add("log.orphan", "task " + task.get("task_id"),
        words("tags that are there"), words("tag " + tag + ", which is not")));
  }

  private static String where(Table table, Row row) {
    var key = new StringBuilder(table.toString()).append(" row");
    table.key().forEach(column -> key.append(' ').append(column).append(' ').append(row.get(column)));
    return key.append(" of owner ").append(row.get("owner_id")).toString();
  }
}

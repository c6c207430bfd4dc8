package tasklog.command.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions in the form in which the functions of the log take them: arrays, one element of each a condition. */
final class CriteriaColumns {

  /** How many arrays there are. */
  static final int COUNT = 5;

  private final long[] afters;
  private final @Nullable Short[] kinds;
  private final @Nullable UUID[] keys;
  private final @Nullable String[] more;
  private final @Nullable String[] types;
  private int count;

  /** Written once for all of a bulk command. */
  private Set<Short> lastTypes = Set.of();
  private String lastArray = "{}";

  CriteriaColumns(int size) {
    afters = new long[size];
    kinds = new Short[size];
    keys = new UUID[size];
    more = new String[size];
    types = new String[size];
  }

  static CriteriaColumns of(List<Condition> conditions) {
    var columns = new CriteriaColumns(conditions.size());
    conditions.forEach(columns::add);
    return columns;
  }

  void add(Condition condition) {
    var criterion = condition.criterion();
    var tags = criterion.tags();
    afters[count] = condition.after();
    if (!tags.isEmpty()) {
      kinds[count] = tags.getFirst().kind();
      keys[count] = tags.getFirst().key();
      more[count] = tags.size() == 1 ? null : tagArray(tags.subList(1, tags.size()));
    }
    types[count] = criterion.types().isEmpty() ? null : typeArray(criterion.types());
    count++;
  }

  void set(ArrayParameters parameters) throws SQLException {
    parameters.add(afters).add(kinds).add(keys).add(more).add(types);
  }

  private static String tagArray(List<TagKey> tags) {
    return tags.stream().map(tag -> "\"(" + tag.kind() + "," + tag.key() + ")\"")
        .collect(Collectors.joining(",", "{", "}"));
  }

  private String typeArray(Set<Short> types) {
    if (!types.equals(lastTypes)) {
      lastTypes = types;
      lastArray = types.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }
    return lastArray;
  }
}

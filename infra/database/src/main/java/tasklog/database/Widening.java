package tasklog.database;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Changes of a column's type that keep every value. */
final class Widening {

  private static final Map<String, String> ALIASES = Map.of("int", "integer", "int2", "smallint", "int4",
      "integer",
      "int8", "bigint", "varchar", "character varying", "decimal", "numeric", "timestamptz",
      "timestamp with time zone", "timestamp", "timestamp without time zone", "float8", "double precision");

  private static final List<String> INTEGERS = List.of("smallint", "integer", "bigint", "numeric");
  private static final Pattern TYPE = Pattern.compile("(?<name>[^(]+?) ?(?:\\((?<length>\\d+)\\))?");

  private Widening() {}

  static boolean isOne(String from, String to) {
    var old = TYPE.matcher(canonical(from));
    var next = TYPE.matcher(canonical(to));
    if (!old.matches() || !next.matches()) return false;
    if (next.group("length") == null) return isOneOfWholeTypes(old.group("name"), next.group("name"));
    return old.group("name").equals(next.group("name")) && old.group("length") != null
        && Integer.parseInt(old.group("length")) <= Integer.parseInt(next.group("length"));
  }

  private static boolean isOneOfWholeTypes(String from, String to) {
    if (from.equals(to) || to.equals("text")) return true;
    if (to.equals("character varying")) return from.equals("text");
    return INTEGERS.contains(from) && INTEGERS.indexOf(from) < INTEGERS.indexOf(to);
  }

  private static String canonical(String type) {
    var lower = type.toLowerCase(Locale.ROOT).strip();
    var name = lower.replaceAll(" ?\\(.*", "");
    return ALIASES.getOrDefault(name, name) + lower.substring(name.length());
  }
}

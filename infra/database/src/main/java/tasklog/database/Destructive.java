package tasklog.database;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A statement after which something is gone, or that fails on rows that are there. It points out what a person should
 * look at: what is built from strings within a script is not seen.
 */
public record Destructive(String statement, String because) {

  private static final String NAME = "(?<%s>(?:\"[^\"]*\"|[\\w.])+)";

  private static final Pattern ALTER_TABLE = pattern(
      "\\s*ALTER TABLE (?:IF EXISTS )?(?:ONLY )?" + NAME.formatted("table") + "(?<actions> .*)");
  private static final Pattern DROP = pattern("\\bDROP (?!NOT NULL\\b|DEFAULT\\b|EXPRESSION\\b|IDENTITY\\b)");
  private static final Pattern DELETE = pattern("\\b(?:DELETE FROM|TRUNCATE)\\b");
  private static final Pattern TYPE = pattern("\\bALTER (?:COLUMN )?" + NAME.formatted("column")
      + " (?:SET DATA )?TYPE (?<type>\\w+(?: varying| precision)?(?: ?\\([\\d, ]+\\))?"
      + "(?: with(?:out)? time zone)?(?:\\[])?)");
  private static final Pattern REQUIRE = pattern(
      "\\bALTER (?:COLUMN )?" + NAME.formatted("column") + " SET NOT NULL\\b");
  private static final Pattern ADD = pattern(
      "\\bADD (?!(?:CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\\b)(?:COLUMN )?(?:IF NOT EXISTS )?"
          + NAME.formatted("column") + " (?<definition>(?:[^,(]|\\([^)]*\\))*)");
  private static final Pattern REQUIRED = pattern("(?!.*\\b(?:DEFAULT|GENERATED)\\b).*\\bNOT NULL\\b.*");

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, CASE_INSENSITIVE);
  }

  /**
   * What is destructive in a script.
   *
   * @param types of the columns as they are now, by {@code table.column}
   */
  public static List<Destructive> in(Script script, Map<String, String> types) {
    return script.statements().stream().flatMap(statement -> in(statement, script, types)).toList();
  }

  private static Stream<Destructive> in(String statement, Script script, Map<String, String> types) {
    var reasons = new ArrayList<String>();
    if (DROP.matcher(statement).find()) reasons.add("drops what it names");
    if (DELETE.matcher(statement).find()) reasons.add("removes rows");
    var alter = ALTER_TABLE.matcher(statement);
    if (alter.matches()) {
      reasons.addAll(narrowed(alter.group("table"), alter.group("actions"), types));
      reasons.addAll(required(alter.group("actions"), script));
    }
    return reasons.stream().map(because -> new Destructive(statement, because));
  }

  private static List<String> narrowed(String table, String actions, Map<String, String> types) {
    return TYPE.matcher(actions).results().flatMap(change -> {
      var column = change.group("column");
      var now = Optional.ofNullable(types.get(table + "." + column));
      if (now.filter(type -> Widening.isOne(type, change.group("type"))).isPresent()) return Stream.empty();
      return Stream
          .of("may not hold every value of " + column + now.map(type -> ", which is " + type).orElse(""));
    }).toList();
  }

  private static List<String> required(String actions, Script script) {
    var required = REQUIRE.matcher(actions).results().map(action -> action.group("column"))
        .filter(column -> !has(script, "\\bALTER (COLUMN )?" + Pattern.quote(column) + " SET DEFAULT\\b"));
    var added = ADD.matcher(actions).results()
        .filter(action -> REQUIRED.matcher(action.group("definition")).matches())
        .map(action -> action.group("column"));
    return Stream.concat(required, added).map(column -> "fails where " + column + " has no value").toList();
  }

  private static boolean has(Script script, String regex) {
    return script.statements().stream().anyMatch(pattern(regex).asPredicate());
  }
}

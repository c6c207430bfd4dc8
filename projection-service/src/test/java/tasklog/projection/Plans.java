package tasklog.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import tasklog.events.wire.TasklogJson;
import tools.jackson.databind.JsonNode;

/** What a statement with named parameters reads, as EXPLAIN ANALYZE tells it. */
public final class Plans {

  /** The ways in which a prepared statement is planned. */
  public static final List<String> MODES = List.of("force_custom_plan", "force_generic_plan");

  private static final List<String> INDEXED = List.of("Index Scan", "Index Only Scan", "Bitmap Index Scan");

  private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z_]+)");

  /**
   * A node of a plan that reads a table or its indexes.
   *
   * @param rows looked at, whether they were of use or not
   */
  public record Scan(String table, String type, double rows) {}

  private Plans() {}

  /**
   * Runs a statement.
   *
   * @param literals of each parameter, in SQL
   */
  public static List<Scan> scans(ReadDatabase database, String mode, String sql,
      Map<String, String> literals) {
    var scans = new ArrayList<Scan>();
    collect(plan(database, mode, "ANALYZE, ", sql, literals), scans);
    return scans;
  }

  /**
   * How a statement would read a table whole, or an index of it from one end to the other; empty when it would not.
   * Does not run it.
   *
   * @param tables the beginnings of their names
   * @param bounds matches conditions on an index that leave little of it
   */
  public static List<String> unbounded(ReadDatabase database, String mode, String sql,
      Map<String, String> literals,
      String tables, Pattern bounds) {
    return plan(database, mode, "", sql, literals).findParents("Node Type").stream()
        .filter(node -> node.path("Relation Name").asString(node.path("Index Name").asString(""))
            .startsWith(tables))
        .filter(node -> node.get("Node Type").stringValue().equals("Seq Scan")
            || INDEXED.contains(node.get("Node Type").stringValue())
                && !bounds.matcher(node.path("Index Cond").asString("")).find())
        .map(JsonNode::toString).toList();
  }

  private static JsonNode plan(ReadDatabase database, String mode, String options, String sql,
      Map<String, String> literals) {
    var plan = database.transactions().execute(_ -> explain(database, mode, options, sql, literals));
    return TasklogJson.mapper().readTree(Objects.requireNonNull(plan)).get(0).get("Plan");
  }

  private static void collect(JsonNode node, List<Scan> scans) {
    if (node.has("Relation Name")) {
      scans.add(new Scan(node.get("Relation Name").stringValue(), node.get("Node Type").stringValue(),
          rows(node)));
    }
    node.path("Plans").forEach(child -> collect(child, scans));
  }

  private static double rows(JsonNode scan) {
    return scan.get("Actual Loops").asDouble()
        * (scan.get("Actual Rows").asDouble() + scan.path("Rows Removed by Filter").asDouble(0)
            + scan.path("Rows Removed by Index Recheck").asDouble(0));
  }

  /** A statement of the server's own, since only such a one has generic plans. */
  private static String explain(ReadDatabase database, String mode, String options, String sql,
      Map<String, String> literals) {
    var jdbc = database.jdbc();
    var arguments = new ArrayList<String>();
    var numbered = PARAMETER.matcher(sql).replaceAll(parameter -> {
      arguments.add(Objects.requireNonNull(literals.get(parameter.group(1)), parameter.group(1)));
      return "\\$" + arguments.size();
    });
    jdbc.sql("SET LOCAL plan_cache_mode = " + mode).update();
    jdbc.sql("PREPARE page AS " + numbered).update();
    var plan = jdbc
        .sql("EXPLAIN (" + options + "FORMAT JSON) EXECUTE page (" + String.join(", ", arguments) + ")")
        .query((row, _) -> row.getString(1)).single();
    jdbc.sql("DEALLOCATE page").update();
    return plan;
  }
}

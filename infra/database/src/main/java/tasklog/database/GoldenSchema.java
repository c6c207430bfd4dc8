package tasklog.database;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tasklog.database.Comparison.Different;
import tasklog.database.Comparison.NotComparable;
import tasklog.database.Comparison.Same;

/**
 * What the schema is after the last migration of a build. It is kept in the repository, so that a change shows what it
 * does to the schema, and in the jar of the service, which compares its database with it.
 *
 * @param version of the last migration
 * @param server  the major version of the PostgreSQL that listed it; another one may word things differently
 */
public record GoldenSchema(String version, int server, Schema schema) {

  private static final String HEADER = """
      # The schema at version %s, as PostgreSQL %d lists it. Not edited by hand: infra/build/renew-schema
      """;
  // Where migrations leave tables in the shape that a rebuild of the live ones is to give them.
  private static final String WAITING = """
      SELECT coalesce(string_agg(relname, ', ' ORDER BY relname), '')
        FROM pg_class
       WHERE relnamespace = to_regnamespace('next') AND relkind = 'r'""";
  private static final Pattern FORM = Pattern
      .compile("# The schema at version (\\d+), as PostgreSQL (\\d+) .*");

  public static GoldenSchema read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return read(in);
    }
  }

  /** @throws IllegalArgumentException when it is not what {@link #text} has made */
  public static GoldenSchema read(InputStream in) throws IOException {
    var lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    var header = FORM.matcher(lines.isEmpty() ? "" : lines.getFirst());
    if (!header.matches()) throw new IllegalArgumentException("This is no listing of a schema");
    return new GoldenSchema(header.group(1), Integer.parseInt(header.group(2)),
        new Schema(lines.subList(1, lines.size())));
  }

  /** Looks at a live schema; takes some ten milliseconds. */
  public Comparison compare(Connection connection) throws SQLException {
    var applied = Migrations.applied(connection);
    var live = applied.isEmpty() ? "000" : applied.getLast().version();
    if (!live.equals(version)) return new NotComparable("it is at version " + live + " and not " + version);
    int here = connection.getMetaData().getDatabaseMajorVersion();
    if (here != server) return new NotComparable("it is on PostgreSQL " + here + " and not " + server);
    var waiting = waiting(connection);
    if (!waiting.isEmpty())
      return new NotComparable("tables wait for infra/tasklog rebuild to get another shape: " + waiting);
    var differences = Schema.of(connection).differencesFrom(schema);
    return differences.isEmpty() ? new Same() : new Different(differences);
  }

  private static String waiting(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery(WAITING)) {
      row.next();
      return row.getString(1);
    }
  }

  public String text() {
    return HEADER.formatted(version, server)
        + schema.lines().stream().map(line -> line + "\n").collect(Collectors.joining());
  }
}

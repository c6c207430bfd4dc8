package tasklog.cli.db;

import java.util.Locale;
import java.util.stream.Stream;
import tasklog.database.Database;

/** A service, as the command line names it. */
enum Service {
  COMMAND, PROJECTION;

  static final String FORM = "command|projection";

  Database database() {
    return Stream.of(Database.values()).filter(database -> database.service().equals(toString())).findFirst()
        .orElseThrow();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package tasklog.cli.db;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tasklog.cli.console.Shell;
import tasklog.database.Migration;
import tasklog.database.Migrations;

/** Says what is about to be done to databases, and what of it destroys something. */
final class Summary {

  private static final int LONGEST_STATEMENT = 100;

  private final Shell shell;
  private final List<Target> changed = new ArrayList<>();

  Summary(Shell shell) {
    this.shell = shell;
  }

  /** @param script which of the two of a step will be run */
  void show(Target target, Migrations migrations, List<Migration> steps, Function<Migration, Path> script)
      throws SQLException {
    shell.say(target.title());
    if (steps.isEmpty()) {
      shell.say("  nothing to do");
      return;
    }
    changed.add(target);
    for (var step : steps) {
      shell.say("  %s", script.apply(step).getFileName());
      for (var destructive : migrations.destructive(Migration.script(script.apply(step)))) {
        shell.say("    DESTRUCTIVE, %s: %s", destructive.because(), shortened(destructive.statement()));
      }
    }
    for (var service : target.connectedServices()) {
      shell.say("  %s is running on it and may fail on a schema that it was not made for", service);
    }
  }

  private static String shortened(String statement) {
    return statement.length() <= LONGEST_STATEMENT
        ? statement
        : statement.substring(0, LONGEST_STATEMENT) + " …";
  }

  /** What should be done before. */
  void advise() {
    for (var target : changed) {
      shell.say("A backup of %s first: %s", target.name(), target.backup());
    }
  }
}

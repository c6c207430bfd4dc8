package tasklog.cli.db;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.database.Migration;
import tasklog.database.MigrationRefused;
import tasklog.database.Migrations;

/** Takes a schema back, step by step; a step that fails changes nothing, and those before it stay done. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Goes back, by one step if nothing is said, after it has shown what that is and has asked. Never removes events or accounts.")
final class DbDown implements Callable<Integer> {

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Option(names = "--service", required = true, paramLabel = Service.FORM, description = "Whose schema goes back.")
  private Service service = Service.COMMAND;

  @ArgGroup
  private Length length = new Length();

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  private static final class Length {

    @Option(names = "--to", paramLabel = "VERSION", description = "The version that is to be reached; 0 is the empty schema.")
    private @Nullable Integer to;

    @Option(names = "--steps", paramLabel = "N", description = "How many steps.")
    private int steps = 1;
  }

  DbDown(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException {
    var target = where.target(service.database(), shell);
    target.connect().close();
    var migrations = target.migrations(shell.project());
    try {
      goBack(target, migrations);
    } catch (MigrationRefused e) {
      throw new Refusal(e.getMessage());
    }
    return 0;
  }

  private void goBack(Target target, Migrations migrations) throws SQLException {
    var steps = steps(migrations);
    var summary = new Summary(shell);
    summary.show(target, migrations, steps, Migration::back);
    if (steps.isEmpty()) return;
    summary.advise();
    shell.confirm(yes, "Go back?");
    for (var step : steps) {
      back(migrations, step);
      shell.say("%s back from %s: done", target.name(), step);
    }
  }

  private List<Migration> steps(Migrations migrations) throws SQLException {
    if (length.to != null) {
      var version = String.format(Locale.ROOT, "%03d", length.to);
      if (length.to != 0
          && migrations.applied().stream().noneMatch(applied -> applied.version().equals(version)))
        throw new Refusal("Version " + version + " is not applied");
      return migrations.backTo(version);
    }
    if (length.steps < 1) throw new Refusal("A step back is at least one");
    return migrations.backTo("000").stream().limit(length.steps).toList();
  }

  private static void back(Migrations migrations, Migration step) throws SQLException {
    try {
      migrations.back(step);
    } catch (SQLException e) {
      throw new Refusal("The way back of " + step + " has failed and changed nothing: "
          + Target.oneLine(e));
    }
  }
}

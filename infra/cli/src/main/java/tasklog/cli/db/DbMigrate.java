package tasklog.cli.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.database.Migration;
import tasklog.database.MigrationRefused;
import tasklog.database.Migrations;

/** Brings the schemas to the versions of this project; a service does the same at its start, without asking. */
@Command(name = "migrate", mixinStandardHelpOptions = true, description = "Does what is pending, after it has shown what that is and has asked.")
final class DbMigrate implements Callable<Integer> {

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  @Option(names = "--service", paramLabel = Service.FORM, description = "Only its schema; both, when nothing is said.")
  private @Nullable Service service;

  @Option(names = "--yes", description = "Does not ask.")
  private boolean yes;

  DbMigrate(Shell shell) {
    this.shell = shell;
  }

  private record Plan(Target target, Migrations migrations, List<Migration> pending) {}

  @Override
  public Integer call() throws SQLException {
    var plans = plans();
    var summary = new Summary(shell);
    for (var plan : plans) {
      summary.show(plan.target(), plan.migrations(), plan.pending(), Migration::forward);
    }
    if (plans.stream().allMatch(plan -> plan.pending().isEmpty())) return 0;
    summary.advise();
    shell.confirm(yes, "Go forward?");
    for (var plan : plans) {
      migrate(plan);
    }
    return 0;
  }

  private List<Plan> plans() throws SQLException {
    var plans = new ArrayList<Plan>();
    for (var target : service == null
        ? where.targets(shell)
        : List.of(where.target(service.database(), shell))) {
      target.connect().close();
      var migrations = target.migrations(shell.project());
      plans.add(new Plan(target, migrations, migrations.pending()));
    }
    return plans;
  }

  private void migrate(Plan plan) throws SQLException {
    try {
      plan.migrations().migrate("latest");
    } catch (MigrationRefused e) {
      throw new Refusal(plan.target().name() + ": " + e.getMessage());
    } finally {
      var left = plan.migrations().pending();
      plan.pending().stream().filter(step -> !left.contains(step))
          .forEach(step -> shell.say("%s %s: done", plan.target().name(), step));
    }
  }
}

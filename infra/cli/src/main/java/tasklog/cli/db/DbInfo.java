package tasklog.cli.db;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tasklog.cli.console.Shell;
import tasklog.database.Comparison.Different;
import tasklog.database.Comparison.NotComparable;
import tasklog.database.Comparison.Same;
import tasklog.database.Comparison;
import tasklog.database.RebuildDue;

/** Says how far the schemas are, and whether they are what their migrations make. */
@Command(name = "info", mixinStandardHelpOptions = true, description = "Shows versions, what is pending, what rebuilds are due, and what differs; ends with 1 when something differs.")
final class DbInfo implements Callable<Integer> {

  private final Shell shell;

  @Mixin
  private final Where where = new Where();

  DbInfo(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws SQLException {
    var same = true;
    for (var target : where.targets(shell)) {
      same &= show(target);
    }
    return same ? 0 : 1;
  }

  private boolean show(Target target) throws SQLException {
    Comparison comparison;
    List<RebuildDue> due;
    try (var connection = target.connect()) {
      comparison = target.golden(shell.project()).compare(connection);
      due = RebuildDue.in(connection);
    }
    var migrations = target.migrations(shell.project());
    shell.say(target.title());
    for (var applied : migrations.applied()) {
      shell.say("  %s  %-40s applied %s", applied.version(), applied.description(), applied.on());
    }
    for (var pending : migrations.pending()) {
      shell.say("  %s  %-40s pending", pending.version(), pending.description().replace('_', ' '));
    }
    var faults = migrations.faults();
    faults.forEach(fault -> shell.say("  fault: %s", fault));
    due.forEach(
        rebuild -> shell.say("  rebuild of %s due since %s, %s: %s", rebuild.view(), rebuild.version(),
            rebuild.because(), rebuild.command()));
    return drift(comparison) && faults.isEmpty();
  }

  private boolean drift(Comparison comparison) {
    switch (comparison) {
      case Same _ -> shell.say("  drift: none");
      case NotComparable(var because) -> shell.say("  drift: not known, %s", because);
      case Different(var differences) -> {
        shell.say("  drift:");
        differences.forEach(difference -> shell.say("    %s", difference));
      }
    }
    return !(comparison instanceof Different);
  }
}

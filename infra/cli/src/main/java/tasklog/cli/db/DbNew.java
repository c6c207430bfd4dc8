package tasklog.cli.db;

import static java.nio.file.StandardOpenOption.CREATE_NEW;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tasklog.cli.console.Refusal;
import tasklog.cli.console.Shell;
import tasklog.database.Migration;

/** Makes the two scripts of the next migration, for their author to fill. */
@Command(name = "new", mixinStandardHelpOptions = true, description = "Makes the scripts of the next migration of a service, forward and back.")
final class DbNew implements Callable<Integer> {

  private static final String FORWARD = """
      -- <why: what this makes possible>
      -- <locks: which tables, against whom, for how long; a new table locks nothing>

      """;

  private static final String BACK = """
      -- <what is lost on the way back, and how it comes again>

      """;

  private final Shell shell;

  @Parameters(paramLabel = "NAME", description = "In lower snake case, a verb first: add_task_assignee.")
  private String name = "";

  @Option(names = "--service", required = true, paramLabel = Service.FORM, description = "Whose schema changes.")
  private Service service = Service.COMMAND;

  DbNew(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (!name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)+"))
      throw new Refusal(
          "A migration is named in lower snake case, a verb first, as add_task_assignee; not " + name);
    var folder = service.database().migrations(shell.project());
    var all = Migration.in(folder);
    int last = all.isEmpty() ? 0 : Integer.parseInt(all.getLast().version());
    var next = new Migration(folder, String.format(Locale.ROOT, "%03d", last + 1), name);
    write(next.forward(), FORWARD);
    write(next.back(), BACK);
    shell.say("When they are written, write down the new schema: infra/build/renew-schema");
    return 0;
  }

  private void write(Path file, String content) throws IOException {
    Files.writeString(file, content, CREATE_NEW);
    shell.say("%s", shell.project().relativize(file));
  }
}

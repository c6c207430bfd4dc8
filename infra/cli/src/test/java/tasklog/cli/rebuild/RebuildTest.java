package tasklog.cli.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;

/** What it does is the program's, and tested there. */
class RebuildTest {

  @TempDir
  private Path project;

  private final StringWriter err = new StringWriter();

  @Test
  void without_a_database_it_says_how_to_name_one() {
    assertThat(execute(Map.of())).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo("tasklog: No read database is known: start one with "
        + "infra/tasklog up, or name one with TASKLOG_READ_DB_URL");
  }

  @Test
  void the_program_is_that_of_the_projection_service() {
    assertThat(execute(Map.of("TASKLOG_READ_DB_URL", "jdbc:postgresql://127.0.0.1:1/x"))).isEqualTo(1);
    assertThat(err.toString()).startsWith("tasklog: projection-service is not built: ");
  }

  private int execute(Map<String, String> environment) {
    var shell = new Shell(project, environment, new PrintWriter(new StringWriter()), _ -> false);
    return Tasklog.commands(shell).setErr(new PrintWriter(err, true)).execute("rebuild", "task");
  }
}

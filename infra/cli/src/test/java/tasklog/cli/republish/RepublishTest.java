package tasklog.cli.republish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.cli.Tasklog;
import tasklog.cli.console.Shell;

/** What it does is the program's, and tested there. */
class RepublishTest {

  @TempDir
  private Path project;

  private final StringWriter err = new StringWriter();

  @Test
  void without_a_generation_nothing_begins() {
    assertThat(execute(Map.of())).isEqualTo(2);
    assertThat(err.toString()).contains("--generation=N");
  }

  @Test
  void without_a_log_it_says_how_to_name_one() {
    assertThat(execute(Map.of(), "--generation", "2")).isEqualTo(1);
    assertThat(err.toString().strip()).isEqualTo(
        "tasklog: No log is known: start one with infra/tasklog up, or name one with TASKLOG_LOG_DB_URL");
  }

  @Test
  void the_program_is_that_of_the_command_service() {
    assertThat(execute(Map.of("TASKLOG_LOG_DB_URL", "jdbc:postgresql://127.0.0.1:1/x"), "--generation", "2"))
        .isEqualTo(1);
    assertThat(err.toString()).startsWith("tasklog: command-service is not built: ");
  }

  private int execute(Map<String, String> environment, String... args) {
    var shell = new Shell(project, environment, new PrintWriter(new StringWriter()), _ -> false);
    var tool = Tasklog.commands(shell).setErr(new PrintWriter(err, true));
    return tool.execute(Stream.concat(Stream.of("republish"), Stream.of(args)).toArray(String[]::new));
  }
}

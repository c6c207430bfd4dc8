package tasklog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.cli.console.Shell;

class ModuleProgramTest {

  @TempDir
  private Path project;

  /** A program that notes what it was called with. */
  static final class Noting {

    private Noting() {}

    public static void main(String[] args) throws IOException {
      Files.write(Path.of(System.getProperty("tasklog.target"), "noted"), List.of(args));
      System.exit(3);
    }
  }

  @Test
  void arguments_options_and_exit_status_are_those_of_the_program() throws IOException {
    var target = Files.createDirectories(project.resolve("infra/noting/target"));
    Files.writeString(target.resolve("classpath"), System.getProperty("java.class.path"));
    var tool = Tasklog.commands(shell()).addSubcommand("noting",
        ModuleProgram.command(shell(), "noting", Noting.class.getName(), "Notes."));
    assertThat(tool.execute("noting", "store", "--help", "--attempts=5", "-x", "db")).isEqualTo(3);
    assertThat(target.resolve("noted")).content().isEqualTo("store\n--help\n--attempts=5\n-x\ndb\n");
  }

  @Test
  void what_is_not_built_is_told_in_one_line() {
    var err = new StringWriter();
    var tool = Tasklog.commands(shell()).setErr(new PrintWriter(err, true));
    assertThat(tool.execute("chaos", "store")).isEqualTo(1);
    assertThat(err.toString().lines()).singleElement().asString()
        .startsWith("tasklog: chaos is not built: there is no ");
  }

  private Shell shell() {
    return new Shell(project, Map.of(), new PrintWriter(new StringWriter()), _ -> false);
  }
}

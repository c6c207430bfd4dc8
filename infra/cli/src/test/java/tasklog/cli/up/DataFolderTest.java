package tasklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.local.StartFailure;

class DataFolderTest {

  @TempDir
  private Path temporary;

  @Test
  void a_folder_is_held_by_one_process_at_a_time() throws Exception {
    var folder = temporary.resolve("data");
    var other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Holder.class.getName(), folder.toString()).start();
    try (var said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");
      assertThatThrownBy(() -> DataFolder.open(folder)).isInstanceOf(StartFailure.class)
          .hasMessage("Another tasklog up is running on " + folder);
    } finally {
      other.destroyForcibly().waitFor();
    }
    DataFolder.open(folder).close();
  }

  @Test
  void a_folder_that_cannot_be_written_is_told_in_one_line() throws Exception {
    var file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> DataFolder.open(file.resolve("data"))).isInstanceOf(StartFailure.class)
        .hasMessageStartingWith("The folder " + file.resolve("data") + " cannot be written: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> DataFolder.open(file)).isInstanceOf(StartFailure.class);
  }

  @Test
  void what_is_cleared_is_empty_and_still_held() throws Exception {
    try (var folder = DataFolder.open(temporary)) {
      Settings.of(folder.path(), 8080);
      Files.createDirectories(folder.of("kafka").resolve("data"));
      assertThat(folder.isUsed()).isTrue();
      folder.clear();
      assertThat(folder.isUsed()).isFalse();
      assertThat(temporary).isDirectoryContaining(entry -> entry.endsWith("lock"));
      try (var left = Files.list(temporary)) {
        assertThat(left).hasSize(1);
      }
    }
  }

  /** Another tasklog up. */
  static final class Holder {

    private Holder() {}

    public static void main(String[] args) throws InterruptedException {
      var folder = DataFolder.open(Path.of(args[0]));
      System.out.println("held");
      Thread.currentThread().join();
      folder.close();
    }
  }
}

package tasklog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresBinariesTest {

  @Test
  void two_that_unpack_at_once_get_the_same_whole_folder(@TempDir Path cache) throws Exception {
    Callable<Path> unpack = () -> PostgresBinaries.folder(cache);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var folders = threads.invokeAll(List.of(unpack, unpack));
      assertThat(folders.get(0).get()).isEqualTo(folders.get(1).get());
    }
    try (var left = Files.list(cache)) {
      assertThat(left).singleElement().satisfies(folder -> {
        assertThat(folder.resolve("bin/postgres")).isExecutable();
        assertThat(folder.resolve("share/postgresql/postgres.bki")).isNotEmptyFile();
      });
    }
  }
}

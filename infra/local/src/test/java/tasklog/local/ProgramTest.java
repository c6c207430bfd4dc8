package tasklog.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTest {

  private static final List<String> OPTIONS = List.of("-Xmx1m");

  @TempDir
  private Path target;

  @BeforeEach
  void build() throws IOException {
    Files.writeString(target.resolve("classpath"),
        Files.createFile(target.resolve("library.jar")).toString());
    Files.createFile(target.resolve("service.jar"));
  }

  @Test
  void it_starts_from_its_cache_until_a_jar_changes() throws Exception {
    var program = Program.of("service", target);
    assertThat(program.starting(OPTIONS)).isEqualTo(OPTIONS);
    record(program, "a cache");
    assertThat(program.starting(OPTIONS)).containsExactly("-Xmx1m", "-XX:AOTCache=" + program.cache());
    Files.setLastModifiedTime(target.resolve("library.jar"), FileTime.from(Instant.now().plusSeconds(10)));
    assertThat(program.starting(OPTIONS)).isEqualTo(OPTIONS);
    record(program, "a newer cache");
    assertThat(program.cache()).hasContent("a newer cache");
  }

  @Test
  void a_recording_that_came_to_nothing_leaves_nothing() throws Exception {
    var program = Program.of("service", target);
    program.record(target.resolve("aside"), OPTIONS, _ -> {});
    assertThat(program.isCached()).isFalse();
    assertThat(target.resolve("aside")).doesNotExist();
  }

  @Test
  void a_run_leaves_a_cache_for_the_next_one() throws Exception {
    var program = Program.of("service", target).another("other");
    var aside = target.resolve("aside");
    assertThat(program.run(aside, OPTIONS, options -> {
      write(Path.of(options.getLast().replace("-XX:AOTCacheOutput=", "")), "a cache");
      return 3;
    })).isEqualTo(3);
    assertThat(program.run(aside, OPTIONS, options -> {
      assertThat(options).containsExactly("-Xmx1m", "-XX:AOTCache=" + program.cache());
      return 0;
    })).isZero();
    assertThat(Program.of("service", target).isCached()).isFalse();
  }

  @Test
  void what_is_not_built_is_told_in_one_line() {
    assertThatThrownBy(() -> Program.of("service", target.resolve("elsewhere")))
        .isInstanceOf(StartFailure.class)
        .hasMessageStartingWith("service is not built: ");
  }

  private void record(Program program, String content) throws InterruptedException {
    program.record(target.resolve("aside"), OPTIONS, options -> {
      assertThat(options).startsWith("-Xmx1m");
      write(Path.of(options.getLast().replace("-XX:AOTCacheOutput=", "")), content);
    });
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package tasklog.chaos.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import tasklog.chaos.store.Fault.DatabaseKilled;
import tasklog.chaos.store.Fault.WriterKilled;
import tasklog.chaos.store.Turn.Outcome;

/**
 * Guarantees 1 to 3 with real processes: two JVMs contend for the same tags on a server of their own, and both a JVM
 * and the server are killed meanwhile. {@code infra/tasklog chaos store} is the same for as long as one likes.
 *
 * <p>Red in append_events without {@code PERFORM lock_log()}, without {@code find_conflicts}, without {@code duplicates},
 * and with positions that leave gaps; without {@code touch} of WrittenTags.
 */
class StoreRunTest {

  /** The database is killed early and the writer late: whoever replaces it has to warm up again. */
  private static final StorePlan PLAN = new StorePlan(5_000, 2, 48, 1, 1);

  @Test
  void two_processes_keep_every_promise_although_one_of_them_and_the_database_are_killed() throws Exception {
    var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")).toAbsolutePath(),
        "store-");
    var report = new StoreRun(PLAN, folder, _ -> {}).run();

    assertThat(report.violations()).as("see %s", folder).isEmpty();
    assertThat(report.killed(WriterKilled.class)).isEqualTo(1);
    assertThat(report.killed(DatabaseKilled.class)).isEqualTo(1);
    assertThat(report.turns(Outcome.STORED)).isGreaterThan(500);
    assertThat(report.turns(Outcome.REFUSED)).isGreaterThan(500);
    PathUtils.deleteDirectory(folder);
  }
}

package tasklog.chaos.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.io.file.PathUtils;
import org.junit.jupiter.api.Test;
import tasklog.chaos.relay.Fault.Kind;

/**
 * The stream with real processes: two relays, a broker and a database are killed, and a leader is paused and woken.
 * {@code infra/tasklog chaos relay} is the same for as long as one likes.
 */
class RelayRunTest {

  /** Ten kills by a seed that has one of the broker, which takes longest to come back, and of all others some. */
  private static final RelayPlan PLAN = new RelayPlan(10, 1, 39, Duration.ofHours(1));

  /** Less than three seconds by itself; a machine that builds has other things to do. */
  private static final Duration GENEROUS = Duration.ofSeconds(20);

  @Test
  void a_reader_sees_each_position_once_and_in_order_whatever_is_killed() throws Exception {
    var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")).toAbsolutePath(),
        "relay-");
    var report = new RelayRun(PLAN, folder, _ -> {}).run();

    assertThat(report.isClean()).as("see %s: %s", folder, report).isTrue();
    assertThat(report.readAgain().events()).isEqualTo(report.events());
    assertThat(report.standstills()).containsKeys(Kind.LEADER_KILLED, Kind.LEADER_PAUSED,
        Kind.DATABASE_KILLED,
        Kind.BROKER_KILLED);
    assertThat(report.longest(Kind.LEADER_KILLED)).isLessThan(GENEROUS);
    assertThat(report.longest(Kind.LEADER_PAUSED)).isLessThan(GENEROUS);
    PathUtils.deleteDirectory(folder);
  }
}

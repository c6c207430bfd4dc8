package tasklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tasklog.local.ChildJvm;
import tasklog.local.ChildProcess;
import tasklog.local.LocalServer;
import tasklog.local.StartFailure;

class PartTest {

  @TempDir
  private Path home;

  private final StringWriter said = new StringWriter();
  private final List<ChildProcess> started = new CopyOnWriteArrayList<>();

  @Test
  void a_server_that_ends_is_started_again_until_it_is_to_stop() {
    try (var part = new Part("sleeper", this::sleeper, new PrintWriter(said))) {
      part.start();
      part.awaitReady();
      ProcessHandle.of(started.getFirst().pid()).orElseThrow().destroyForcibly();
      await().until(() -> started.size() == 2);
      assertThat(said.toString()).contains("sleeper")
          .contains("has ended with code 137 and is started again");
    }
    assertThat(started).noneMatch(ChildProcess::isAlive);
  }

  @Test
  void what_fails_at_its_first_start_is_told_and_not_repeated() {
    try (var part = new Part("broken", () -> {
      throw new StartFailure("no luck");
    }, new PrintWriter(said))) {
      part.start();
      assertThatThrownBy(part::awaitReady).isInstanceOf(StartFailure.class).hasMessage("no luck");
    }
  }

  @Test
  void a_start_can_be_stopped_half_way() {
    try (var part = new Part("slow", () -> {
      var server = sleeper();
      assertThat(server.process().await(() -> false, Duration.ofMinutes(1))).isFalse();
      server.close();
      throw new StartFailure("interrupted");
    }, new PrintWriter(said))) {
      part.start();
      await().until(() -> started.size() == 1);
      part.close();
      assertThatThrownBy(part::awaitReady).isInstanceOf(CancellationException.class);
      assertThat(started.getFirst().isAlive()).isFalse();
    }
  }

  @Test
  void what_was_never_started_can_be_stopped() {
    new Part("idle", this::sleeper, new PrintWriter(said)).close();
    assertThat(started).isEmpty();
  }

  private LocalServer sleeper() {
    var process = new ChildJvm(home, "sleeper", List.of("-XX:TieredStopAtLevel=1"),
        System.getProperty("java.class.path"),
        Sleeper.class.getName(), List.of(), Map.of()).start();
    started.add(process);
    return new LocalServer() {
      @Override
      public ChildProcess process() {
        return process;
      }

      @Override
      public void close() {
        process.stop(Duration.ofSeconds(20));
      }
    };
  }

  static final class Sleeper {

    private Sleeper() {}

    public static void main(String[] args) throws InterruptedException {
      Thread.currentThread().join();
    }
  }
}

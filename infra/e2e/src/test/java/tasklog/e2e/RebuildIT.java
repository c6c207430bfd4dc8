package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tasklog.e2e.Client.expect;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Read tables are replaced while both services are used, and whatever ends the process that does it. */
class RebuildIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  private final Services services = Services.shared();
  private final Client client = services.client();

  @Test
  void every_write_is_read_at_once_while_one_rebuild_is_killed_and_the_next_replaces_all() throws Exception {
    var stop = new AtomicBoolean();
    var used = CompletableFuture.supplyAsync(() -> use(stop), task -> Thread.ofVirtual().start(task));
    try (var slow = services.readSide()) {
      var before = task(slow);
      slow.setAutoCommit(false);
      slow.createStatement().executeQuery("SELECT count(*) FROM task");
      try (var first = services.rebuild("task")) {
        await().atMost(LONG).until(() -> first.said().contains("the tables are in use"));
        ProcessHandle.of(first.process().pid()).orElseThrow().destroyForcibly();
        first.process().awaitEnd();
      }
      try (var second = services.rebuild()) {
        await().atMost(LONG).until(() -> second.said().contains("task: the tables are in use"));
        assertThat(task(slow)).isEqualTo(before);
        slow.rollback();
        assertThat(second.process().awaitEnd()).describedAs(second.said()).isZero();
        assertThat(second.said()).contains("history: rebuilt, all rows are as they were",
            "tag: rebuilt, all rows are as they were", "task: rebuilt, all rows are as they were");
      }
      assertThat(task(slow)).isNotEqualTo(before);
    } finally {
      stop.set(true);
    }
    assertThat(used.join()).isPositive();
  }

  /** Writes and sees what was written; returns how often. */
  private int use(AtomicBoolean stop) {
    var token = client.newToken();
    var times = 0;
    while (!stop.get()) {
      var created = expect(201, client.write("POST", "/v1/tasks", token, "{\"title\":\"one more\"}"));
      var seen = created.header("Consistency-Token");
      var id = created.json().get("id").stringValue();
      var list = expect(200, client.read("/v1/tasks?limit=1", token, "Consistency-Token", seen, "Prefer",
          "wait=10"));
      assertThat(list.json().get("items").get(0).get("id").stringValue()).isEqualTo(id);
      expect(200, client.read("/v1/tasks/" + id + "/history", token, "Consistency-Token",
          list.header("Consistency-Token"), "Prefer", "wait=10"));
      times++;
    }
    return times;
  }

  /** Which table it is. */
  private static String task(Connection connection) throws Exception {
    var row = connection.createStatement().executeQuery("SELECT 'task'::regclass::oid::text");
    row.next();
    return row.getString(1);
  }
}

package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import tasklog.events.Attributes;
import tasklog.events.OwnerId;
import tasklog.events.wire.TasklogJson;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.task.TaskRow.Texts;

/** What it costs to write the words of tasks. */
class TextCostTest {

  private static final int PAGE = 8_192;
  private static final int TASKS = 1_500;
  private static final int POLL = 20;
  private static final int POLLS = 10;

  private static final String WRITE = """
      INSERT INTO task_text (owner_id, task_id, rules, words)
      SELECT :owner::uuid, gen_random_uuid(), 1, :words::tsvector
        FROM generate_series(1, :tasks)
      """;

  private final ReadDatabase database = ReadDatabase.create();

  /** Without the pages that are written whole after a checkpoint. Red with {@code fastupdate = off}: 17 kB. */
  @Test
  void words_that_an_owner_has_in_every_task_are_not_written_anew_for_each_of_them() {
    var owner = History.owner();
    write(WRITE, owner, TASKS).update();
    var bytes = 0L;
    for (var poll = 0; poll < POLLS; poll++) {
      bytes += log(owner);
    }
    assertThat(bytes / (POLL * POLLS)).isLessThan(5_000);
  }

  private long log(OwnerId owner) {
    var plan = TasklogJson.mapper()
        .readTree(write("EXPLAIN (ANALYZE, WAL, FORMAT JSON) " + WRITE, owner, POLL)
            .query((row, _) -> row.getString(1)).single())
        .get(0).get("Plan");
    return plan.get("WAL Bytes").asLong() - PAGE * plan.path("WAL FPI").asLong(0);
  }

  private StatementSpec write(String sql, OwnerId owner, int tasks) {
    var texts = new Texts("Buy milk and eggs", "Some words on what is to be done, and why it should be.",
        Attributes.NONE);
    return database.jdbc().sql(sql).param("owner", owner.toString())
        .param("words", Search.vector(owner, texts)).param("tasks", tasks);
  }
}

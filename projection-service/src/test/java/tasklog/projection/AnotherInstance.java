package tasklog.projection;

import java.util.List;
import java.util.UUID;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.Partitioning;
import tasklog.projection.feed.View;

/** Projects into a database as an instance does that is none of the test's. */
public record AnotherInstance(ReadDatabase database, View view) {

  public static final int PARTITIONS = 3;

  /** Begins anew, with a stream of generation 1 in which there is nothing yet. */
  public void begin() {
    database.jdbc().sql("TRUNCATE projection_offset, " + String.join(", ", view.tables())).update();
    database.jdbc().sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition)
        SELECT :view, 1, :topic, partition FROM generate_series(0, :partitions - 1) AS partition
        """).param("view", view.name()).param("topic", UUID.randomUUID()).param("partitions", PARTITIONS)
        .update();
  }

  public void project(List<FeedEvent> events) {
    var partitioning = new Partitioning(PARTITIONS);
    database.transactions().executeWithoutResult(_ -> {
      view.apply(events);
      events.forEach(event -> database.jdbc().sql("""
          UPDATE projection_offset SET position = :position, incarnation = :log
           WHERE view = :view AND partition = :partition
          """).param("position", event.position()).param("log", History.LOG).param("view", view.name())
          .param("partition", partitioning.of(event.recorded().owner())).update());
      database.jdbc().sql("SELECT pg_notify('projection_progress', 'another')")
          .query((row, _) -> row.getString(1)).list();
    });
  }
}

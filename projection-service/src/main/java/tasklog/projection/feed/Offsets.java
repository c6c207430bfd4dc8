package tasklog.projection.feed;

import static tasklog.projection.feed.Unusable.Reason.TOPIC_CHANGED;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table projection_offset: where each view stands, and the lock that lets only one instance move it on. */
@Component
class Offsets {

  /** Channel of NOTIFY; the payload is the instance that has moved a view on. */
  static final String CHANNEL = "projection_progress";

  private static final String PARTITIONS = """
      SELECT count(DISTINCT partition)
        FROM projection_offset
       WHERE view = :view AND generation = :generation
      """;

  private static final String REGISTER = """
      INSERT INTO projection_offset (view, generation, topic_id, partition)
      SELECT :view, :generation, :topic, partition
        FROM generate_series(0, :partitions - 1) AS partition
          ON CONFLICT DO NOTHING
      """;

  /** A partition that has seen no event yet takes the log from its siblings: one view is of one log. */
  private static final String PLACES = """
      SELECT partition, next_offset, position,
             coalesce(incarnation, (SELECT min(known.incarnation::text)::uuid
                                      FROM projection_offset AS known
                                     WHERE known.view = :view)) AS incarnation
        FROM projection_offset
       WHERE view = :view AND generation = :generation AND topic_id = :topic
         AND partition = ANY (:partitions)
      """;

  private static final String MOVE = """
      WITH moved AS (
        UPDATE projection_offset AS place
           SET next_offset = move.next_offset, position = move.position, incarnation = move.incarnation,
               updated_at = now()
          FROM unnest(:partitions, :expected, :next, :positions, :incarnations::uuid[])
               AS move (partition, expected, next_offset, position, incarnation)
         WHERE place.view = :view AND place.generation = :generation AND place.topic_id = :topic
           AND place.partition = move.partition
           AND place.next_offset = move.expected
        RETURNING place.partition
      )
      SELECT count(*) AS moved, pg_notify(:channel, :instance),
             EXISTS (SELECT FROM parked_owner WHERE view = :view) AS parks
        FROM moved
      """;

  private static final String PROGRESS = """
      SELECT view, partition, max(position) AS position, min(incarnation::text)::uuid AS incarnation,
             EXISTS (SELECT FROM parked_owner WHERE parked_owner.view = projection_offset.view) AS parks
        FROM projection_offset
       WHERE generation = :generation
       GROUP BY view, partition
      """;

  /** What a transaction applies on one partition, from its first append to its last. */
  record Move(Append first, Append last) {}

  /**
   * How far a view is on one partition, whichever instance has brought it there.
   *
   * @param parks whether an event of the view, on any partition, is parked
   */
  record Applied(String view, int partition, long position, @Nullable UUID incarnation, boolean parks) {}

  private record Moved(int rows, boolean parks) {}

  /** Another instance has moved the offsets on: what this one was about to write is written already. */
  static final class Overtaken extends RuntimeException {
    private Overtaken() {
      super("another instance has moved the offsets on", null, false, false);
    }
  }

  private final JdbcClient jdbc;
  private final int generation;

  Offsets(JdbcClient jdbc, StreamProperties stream) {
    this.jdbc = jdbc;
    this.generation = stream.generation();
  }

  /**
   * Makes sure that there is a row for each partition of the stream.
   *
   * @throws Unusable when the number of partitions has changed, since owners would move between them
   */
  void register(String view, Stream stream) {
    var known = jdbc.sql(PARTITIONS).param("view", view).param("generation", generation)
        .query(Integer.class).single();
    if (known != 0 && known != stream.partitions()) {
      throw new Unusable(TOPIC_CHANGED,
          stream.topic() + " has " + stream.partitions() + " partitions, had " + known
              + "; another number of partitions needs a new generation");
    }
    jdbc.sql(REGISTER).param("view", view).param("generation", generation).param("topic", stream.topicId())
        .param("partitions", stream.partitions()).update();
  }

  Map<Integer, Place> places(String view, Stream stream, Collection<Integer> partitions) {
    var places = new HashMap<Integer, Place>();
    jdbc.sql(PLACES).param("view", view).param("generation", generation).param("topic", stream.topicId())
        .param("partitions", partitions.toArray(Integer[]::new))
        .query(row -> {
          places.put(row.getInt("partition"), new Place(row.getLong("next_offset"), row.getLong("position"),
              row.getObject("incarnation", UUID.class)));
        });
    return places;
  }

  /**
   * Moves the view on, in the current transaction, and tells all instances when it commits. From here to the end of the
   * transaction no other one can move it.
   *
   * @param moves    at most one for each partition
   * @param instance who tells
   * @return false when nothing is parked of the owners of these partitions. Only who has moved a partition parks events of
   *         its owners; a replay may end meanwhile, so that true may come too often.
   * @throws Overtaken when a row is not where it is expected
   */
  boolean move(String view, Stream stream, List<Move> moves, UUID instance) {
    var moved = jdbc.sql(MOVE).param("view", view).param("generation", generation)
        .param("topic", stream.topicId())
        .param("partitions", moves.stream().mapToInt(move -> move.last().partition()).toArray())
        .param("expected", moves.stream().mapToLong(move -> move.first().from()).toArray())
        .param("next", moves.stream().mapToLong(move -> move.last().next()).toArray())
        .param("positions", moves.stream().mapToLong(move -> move.last().position()).toArray())
        .param("incarnations", moves.stream().map(move -> move.last().incarnation().toString())
            .toArray(String[]::new))
        .param("channel", CHANNEL).param("instance", instance.toString())
        .query((row, _) -> new Moved(row.getInt("moved"), row.getBoolean("parks"))).single();
    if (moved.rows() != moves.size()) {
      throw new Overtaken();
    }
    return moved.parks();
  }

  /** Where all views are, over all instances. */
  List<Applied> progress() {
    return jdbc.sql(PROGRESS).param("generation", generation)
        .query(
            (row, _) -> new Applied(row.getString("view"), row.getInt("partition"), row.getLong("position"),
                row.getObject("incarnation", UUID.class), row.getBoolean("parks")))
        .list();
  }
}

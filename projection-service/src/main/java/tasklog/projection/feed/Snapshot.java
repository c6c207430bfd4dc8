package tasklog.projection.feed;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Which position, and of which log, a statement selects beside the rows of a view, so that all are of one snapshot.
 *
 * @param partition of the owner; null while the stream was never seen
 */
public record Snapshot(String view, int generation, @Nullable Integer partition) {

  /**
   * A scalar: the last position that is applied, null where nothing can have been. The highest of all topics that the
   * generation has had, since the rows keep what an earlier one has brought.
   */
  public static final String POSITION = """
      (SELECT max(projection_offset.position)
         FROM projection_offset
        WHERE projection_offset.view = :view AND projection_offset.generation = :generation
          AND projection_offset.partition = :partition::integer)""";

  /** A scalar: the log that the view is of, null while it has seen no event. */
  public static final String LOG = """
      (SELECT min(projection_offset.incarnation::text)::uuid
         FROM projection_offset
        WHERE projection_offset.view = :view)""";

  /** Sets the parameters of {@link #POSITION} and {@link #LOG}. */
  public StatementSpec bind(StatementSpec statement) {
    return statement.param("view", view).param("generation", generation).param("partition", partition);
  }
}

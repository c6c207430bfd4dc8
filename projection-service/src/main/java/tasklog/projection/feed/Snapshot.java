package tasklog.projection.feed;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Which position a statement selects beside the rows of a view, so that both are of one snapshot.
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

  /** Sets the parameters of {@link #POSITION}. */
  public StatementSpec bind(StatementSpec statement) {
    return statement.param("view", view).param("generation", generation).param("partition", partition);
  }
}

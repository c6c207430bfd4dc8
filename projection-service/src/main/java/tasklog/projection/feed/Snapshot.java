package tasklog.projection.feed;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Which position, and of which log, a statement selects beside the rows of views, so that all are of one snapshot.
 *
 * @param views     whose rows the statement reads, at least one
 * @param partition of the owner; null while the stream was never seen
 */
public record Snapshot(List<String> views, int generation, @Nullable Integer partition) {

  /**
   * A scalar: the last position that is applied, null where nothing can have been. The highest of all topics that the
   * generation has had, since the rows keep what an earlier one has brought. Right before the first event of the owner
   * that is parked, if one is. For statements that read one view, and have the parameter {@code owner}.
   */
  public static final String POSITION = """
      (SELECT least(max(projection_offset.position),
                    (SELECT parked_owner.position - 1
                       FROM parked_owner
                      WHERE parked_owner.view = :view AND parked_owner.owner_id = :owner))
         FROM projection_offset
        WHERE projection_offset.view = :view AND projection_offset.generation = :generation
          AND projection_offset.partition = :partition::integer)""";

  /** A scalar: the log that the view is of, null while it has seen no event. */
  public static final String LOG = """
      (SELECT min(projection_offset.incarnation::text)::uuid
         FROM projection_offset
        WHERE projection_offset.view = :view)""";

  /** The same for statements that read several views: the position that all of them have reached. */
  public static final String LEAST_POSITION = """
      (SELECT least(min(place.position),
                    (SELECT min(parked_owner.position) - 1
                       FROM parked_owner
                      WHERE parked_owner.view = ANY (:views) AND parked_owner.owner_id = :owner))
         FROM (SELECT coalesce(max(projection_offset.position), 0) AS position
                 FROM unnest(:views) AS wanted (view)
                 LEFT JOIN projection_offset
                        ON projection_offset.view = wanted.view AND projection_offset.generation = :generation
                       AND projection_offset.partition = :partition::integer
                GROUP BY wanted.view) AS place)""";

  public Snapshot {
    views = List.copyOf(views);
  }

  public Snapshot(String view, int generation, @Nullable Integer partition) {
    this(List.of(view), generation, partition);
  }

  /** Sets the parameters of {@link #POSITION}, {@link #LEAST_POSITION} and {@link #LOG}. */
  public StatementSpec bind(StatementSpec statement) {
    return statement.param("view", views.getFirst()).param("views", views.toArray(String[]::new))
        .param("generation", generation).param("partition", partition);
  }
}

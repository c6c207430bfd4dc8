package tasklog.projection.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.events.wire.CloudEvents;
import tasklog.projection.feed.Found;
import tasklog.projection.feed.Snapshot;
import tasklog.projection.history.EventFilter.Type;
import tasklog.projection.web.Page;

/**
 * Reads the events of an owner. A page is one statement, so that its rows and its position are of one snapshot. The
 * events of one owner are recorded in their order: none that comes later can lie before one that was read.
 */
@Component
public class EventQueries {

  private static final String PAGE = """
      SELECT place.position AS projected, place.log, page.*
        FROM (SELECT %s AS position, %s AS log) AS place
        LEFT JOIN (%s) AS page ON true
       ORDER BY page.position
      """;

  private static final String POSITION = "SELECT " + Snapshot.POSITION + " AS position";

  // Rows are compared, and sorted by all that is compared: with owner_id = :owner the planner may take the primary key
  // for an owner who has much of the stream, and read what others have behind that owner's last event. It has to know the longest page, or it takes
  // a page for a tenth of all.

  private static final String OF_ALL_TYPES = """
      SELECT *
        FROM (SELECT %s
                FROM recorded_event
               WHERE (owner_id, position) > (:owner, :after) AND owner_id <= :owner
               ORDER BY owner_id, position
               LIMIT %d) AS longest
       LIMIT :rows
      """.formatted(EventColumns.ALL, Page.LONGEST);

  /** Of each type the positions of a page, from the index alone; then the first of these with their rows. */
  private static final String OF_SOME_TYPES = """
      SELECT %s
        FROM (SELECT of_type.position
                FROM unnest(:names::text[], :versions::integer[]) AS wanted (event_name, version)
               CROSS JOIN LATERAL (
                  SELECT longest.position
                    FROM (SELECT typed.position
                            FROM recorded_event AS typed
                           WHERE (typed.owner_id, typed.event_name, typed.version, typed.position)
                                 > (:owner, wanted.event_name, wanted.version, :after)
                             AND (typed.owner_id, typed.event_name, typed.version)
                                 <= (:owner, wanted.event_name, wanted.version)
                           ORDER BY typed.owner_id, typed.event_name, typed.version, typed.position
                           LIMIT %d) AS longest
                   LIMIT :rows
               ) AS of_type
               ORDER BY of_type.position
               LIMIT :rows) AS found
        JOIN recorded_event USING (position)
      """.formatted(EventColumns.ALL, Page.LONGEST);

  /** @param last the position of the last event, that of {@link EventFilter#after} when there is none */
  public record Events(List<CloudEvent> page, long last) {

    public Events {
      page = List.copyOf(page);
    }
  }

  private final JdbcClient jdbc;

  public EventQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  public Found<Events> events(Snapshot snapshot, EventFilter filter) {
    var rows = new Rows(filter.after());
    snapshot.bind(jdbc.sql(sql(filter)))
        .param("owner", filter.owner().value())
        .param("after", filter.after())
        .param("rows", filter.limit())
        .param("names", filter.types().stream().map(Type::eventName).toArray(String[]::new))
        .param("versions", filter.types().stream().mapToInt(Type::version).toArray())
        .query(rows);
    return new Found<>(rows.projected, new Events(rows.events, rows.last));
  }

  /** How far the rows of an owner are, 0 for none. */
  public long position(Snapshot snapshot, OwnerId owner) {
    return snapshot.bind(jdbc.sql(POSITION)).param("owner", owner.value())
        .query((row, _) -> row.getLong("position")).single();
  }

  static String sql(EventFilter filter) {
    return PAGE.formatted(Snapshot.POSITION, Snapshot.LOG,
        filter.types().isEmpty() ? OF_ALL_TYPES : OF_SOME_TYPES);
  }

  /** Takes the rows, or the one without an event. */
  private static final class Rows implements RowCallbackHandler {

    private final List<CloudEvent> events = new ArrayList<>();
    private long projected;
    private long last;

    Rows(long after) {
      last = after;
    }

    @Override
    public void processRow(ResultSet row) throws SQLException {
      projected = row.getLong("projected");
      if (row.getObject("event_id") != null) {
        var event = EventColumns.event(row);
        events.add(new CloudEvent(event.position(), event.ceType(),
            CloudEvents.json(event, row.getObject("log", UUID.class), row.getLong("previous"))));
        last = event.position();
      }
    }
  }
}

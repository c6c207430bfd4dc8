package tasklog.cli.verify;

import static tasklog.cli.verify.Differences.words;

import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Whether recorded_event has each event as it was published, as far as the history view has come. Goes along with the
 * log.
 */
final class RecordedCheck implements AutoCloseable {

  private static final String ROWS = """
      SELECT position, owner_id, event_id, event_name, version, subject_id, occurred_at, recorded_at,
             actor_type, actor_id, correlation_id, causation_id, traceparent, commit, previous, data
        FROM recorded_event
       WHERE owner_id BETWEEN ? AND ?
       ORDER BY position
      """;

  private static final String TABLE = "recorded_event";

  private final Places places;
  private final Differences differences;
  private final ReadSide.Rows rows;
  private @Nullable Row next;
  private long compared;

  RecordedCheck(ReadSide read, OwnerRange owners, Places places, Differences differences)
      throws SQLException {
    this.places = places;
    this.differences = differences;
    this.rows = read.rows(ROWS, owners);
    advance();
  }

  /** How many rows were compared with an event. */
  long compared() {
    return compared;
  }

  /**
   * Takes the events of the log in the order of positions.
   *
   * @param previous  position before it on its partition; null when that is not known
   * @param published its data, if it is known
   */
  void check(LoggedEvent event, @Nullable Long previous, @Nullable String published) throws SQLException {
    skipTo(event.position());
    var found = next;
    var isThere = found != null && (long) found.value("position") == event.position();
    if (event.position() > places.upTo(View.HISTORY, event.owner())) {
      if (isThere) skipTo(event.position() + 1);
    } else if (found != null && isThere) {
      compare(event, previous, published, found);
      advance();
    } else {
      differences.add(TABLE + " missing", where(event.position()), words(event.ceType()), words("no row"));
    }
  }

  /** All that is left has no event, or is ahead of its offset. */
  void finish() throws SQLException {
    skipTo(Long.MAX_VALUE);
  }

  private void skipTo(long position) throws SQLException {
    for (var row = next; row != null && (long) row.value("position") < position; row = next) {
      differences.add(TABLE + " surplus", where((long) row.value("position")),
          words("no row"), words(row.value("event_name") + " of owner " + row.value("owner_id")));
      advance();
    }
  }

  private void advance() throws SQLException {
    next = rows.next() ? rows.row() : null;
  }

  private void compare(LoggedEvent event, @Nullable Long previous, @Nullable String published, Row found) {
    compared++;
    var metadata = event.metadataByName();
    var subject = event.subject();
    var expected = Row.of(found.columns(), event.position(), event.owner(), event.id(),
        event.type().substring("tasklog.".length()), Long.valueOf(event.version()),
        subject == null ? null : UUID.fromString(subject), event.occurredAt(), event.recordedAt(),
        event.actorType(), event.actorId(), metadata.get("correlation_id"), metadata.get("causation_id"),
        metadata.get("traceparent"), event.appendLast(),
        previous == null ? found.get("previous") : previous,
        published == null ? data(event, (String) found.value("data")) : published);
    new Comparison(differences).compare(TABLE, where(event.position()), expected, found);
  }

  /** What was found, if that says the same as the log. */
  private static String data(LoggedEvent event, String found) {
    try {
      return Json.of(event.data()).hasValueOf(Json.parse(found)) ? found : event.data().toString();
    } catch (JacksonException e) {
      return event.payload();
    }
  }

  private static String where(long position) {
    return "row of position " + position;
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}

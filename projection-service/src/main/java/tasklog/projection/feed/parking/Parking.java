package tasklog.projection.feed.parking;

import static java.util.stream.Collectors.toSet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.projection.feed.parking.Poison.Reason;

/**
 * The tables parked_owner and parked_event. Whoever adds to the events of an owner or takes from them holds the owner's
 * row until its transaction ends, so an owner is drained only when nothing waits behind.
 */
@Component
public class Parking {

  /** Channel of NOTIFY: something was parked, or is to be replayed. */
  public static final String CHANNEL = "projection_parked";

  private static final String LOCK = """
      SELECT owner_id
        FROM parked_owner
       WHERE view = :view AND owner_id = ANY (:owners::uuid[])
       ORDER BY owner_id
         FOR UPDATE
      """;

  /** What is parked already stays as it is: a topic that was made again brings it a second time. */
  private static final String PARK = """
      WITH parked AS (
        INSERT INTO parked_event (view, owner_id, position, commit, topic, partition, record_offset, record_timestamp,
                                  timestamp_type, key, headers, value, reason, detail)
        SELECT :view, set_aside.*
          FROM unnest(:owners::uuid[], :positions, :commits, :topics, :partitions, :offsets, :timestamps,
                      :timestamp_types, :keys::bytea[], :headers::json[], :values::bytea[], :reasons, :details)
               AS set_aside
            ON CONFLICT DO NOTHING
        RETURNING owner_id, position
      ), counted AS (
        INSERT INTO parked_owner (view, owner_id, position, events)
        SELECT :view, owner_id, min(position), count(*)
          FROM parked
         GROUP BY owner_id
            ON CONFLICT (view, owner_id) DO UPDATE
           SET position = least(parked_owner.position, excluded.position),
               events = parked_owner.events + excluded.events,
               updated_at = now()
        RETURNING owner_id
      )
      SELECT count(*), pg_notify(:channel, '') FROM counted
      """;

  private static final String FIRST = """
      SELECT min(position)
        FROM parked_owner
       WHERE view = ANY (:views) AND owner_id = :owner
      """;

  /** Zeros for the views of which nothing is parked. */
  private static final String COUNTS = """
      SELECT view, count(owner_id) AS owners, coalesce(sum(events), 0) AS events
        FROM (SELECT DISTINCT view FROM projection_offset) AS known
        LEFT JOIN parked_owner USING (view)
       GROUP BY view
      """;

  private static final String REQUESTED = """
      SELECT view, owner_id
        FROM parked_owner
       WHERE replay_requested_at IS NOT NULL
       ORDER BY replay_requested_at, view, owner_id
      """;

  private static final String LOCK_REQUESTED = """
      SELECT owner_id
        FROM parked_owner
       WHERE view = :view AND owner_id = :owner AND replay_requested_at IS NOT NULL
         FOR UPDATE
      """;

  /** Whole appends, and none of which a copy is still owed. */
  private static final String NEXT = """
      SELECT owner_id, position, commit, topic, partition, record_offset, record_timestamp, timestamp_type, key,
             headers, value, reason, detail
        FROM parked_event
       WHERE view = :view AND owner_id = :owner
         AND position <= (SELECT max(commit)
                            FROM (SELECT commit
                                    FROM parked_event
                                   WHERE view = :view AND owner_id = :owner
                                   ORDER BY position
                                   LIMIT :most) AS first)
         AND commit < (SELECT coalesce(min(commit), 9223372036854775807)
                         FROM parked_event
                        WHERE view = :view AND owner_id = :owner AND copied_at IS NULL)
       ORDER BY position
      """;

  private static final String APPLIED = """
      DELETE FROM parked_event WHERE view = :view AND owner_id = :owner AND position <= :position
      """;

  private static final String DRAINED = """
      DELETE FROM parked_owner
       WHERE view = :view AND owner_id = :owner
         AND NOT EXISTS (SELECT FROM parked_event WHERE view = :view AND owner_id = :owner)
      """;

  private static final String SHORTENED = """
      UPDATE parked_owner
         SET events = events - :applied,
             position = (SELECT min(position) FROM parked_event WHERE view = :view AND owner_id = :owner),
             updated_at = now()
       WHERE view = :view AND owner_id = :owner
      """;

  private static final String REFUSED = """
      UPDATE parked_event
         SET reason = CASE WHEN position = :position THEN :reason END,
             detail = CASE WHEN position = :position THEN :detail END,
             updated_at = now()
       WHERE view = :view AND owner_id = :owner AND commit = :commit
      """;

  private static final String ENDED = """
      UPDATE parked_owner
         SET replay_requested_at = NULL, replay_requested_by = NULL, updated_at = now()
       WHERE view = :view AND owner_id = :owner
      """;

  /** How much of a view is set aside. */
  public record Count(String view, long owners, long events) {}

  /** Somebody of whose events a view has some set aside. */
  public record ParkedOwner(String view, OwnerId owner) {}

  private final JdbcClient jdbc;

  public Parking(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Those of some owners of whom something is parked, as it is when all replays that are under way have ended; they stay
   * so until the current transaction ends.
   */
  public Set<OwnerId> lock(String view, Collection<OwnerId> owners) {
    return jdbc.sql(LOCK).param("view", view)
        .param("owners", owners.stream().map(OwnerId::toString).toArray(String[]::new))
        .query((row, _) -> new OwnerId(row.getObject("owner_id", UUID.class)))
        .stream().collect(toSet());
  }

  /** Sets records aside, in the current transaction, and tells all instances when it commits. */
  public void park(String view, List<ParkedRecord> records) {
    var columns = new Columns(jdbc.sql(PARK).param("view", view).param("channel", CHANNEL), records);
    columns.texts("owners", parked -> parked.owner().toString())
        .numbers("positions", ParkedRecord::position)
        .numbers("commits", ParkedRecord::commit)
        .texts("topics", parked -> parked.record().topic())
        .numbers("partitions", parked -> parked.record().partition())
        .numbers("offsets", parked -> parked.record().offset())
        .numbers("timestamps", parked -> parked.record().timestamp())
        .texts("timestamp_types", parked -> parked.record().timestampType().name())
        .bytes("keys", parked -> parked.record().key())
        .texts("headers", parked -> HeaderJson.of(parked.record().headers()))
        .bytes("values", parked -> parked.record().value())
        .texts("reasons", parked -> parked.poison() == null ? null : parked.poison().reason().name())
        .texts("details", parked -> parked.poison() == null ? null : parked.poison().detail()).statement
        .query((row, _) -> row.getInt(1)).single();
  }

  /** The first position of an owner that one of the views has set aside. */
  public OptionalLong first(Collection<String> views, OwnerId owner) {
    return jdbc.sql(FIRST).param("views", views.toArray(String[]::new)).param("owner", owner.value())
        .query((row, _) -> Optional.ofNullable(row.getObject(1, Long.class))).single()
        .map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  /** Of each view that was ever projected. */
  public List<Count> counts() {
    return jdbc.sql(COUNTS)
        .query((row, _) -> new Count(row.getString("view"), row.getLong("owners"), row.getLong("events")))
        .list();
  }

  /** Whose replay an operator has asked for, the first asked first. */
  public List<ParkedOwner> requested() {
    return jdbc.sql(REQUESTED).query(
        (row, _) -> new ParkedOwner(row.getString("view"),
            new OwnerId(row.getObject("owner_id", UUID.class))))
        .list();
  }

  /** False when there is nothing to replay any more; else nobody else parks or replays until the transaction ends. */
  public boolean lockRequested(ParkedOwner parked) {
    return !of(LOCK_REQUESTED, parked).query().listOfRows().isEmpty();
  }

  /**
   * The first records of an owner, in whole appends.
   *
   * @param most how many, but for the rest of the last append
   * @return empty when their copies are not on the dead-letter topic yet
   */
  public List<ParkedRecord> next(ParkedOwner parked, int most) {
    return of(NEXT, parked).param("most", most).query((row, _) -> record(row)).list();
  }

  /**
   * Takes out what has been applied.
   *
   * @param position the last
   * @return true when nothing is left, and the owner is like any other again
   */
  public boolean applied(ParkedOwner parked, long position) {
    var applied = of(APPLIED, parked).param("position", position).update();
    if (of(DRAINED, parked).update() == 1) {
      return true;
    }
    of(SHORTENED, parked).param("applied", applied).update();
    return false;
  }

  /** Ends a replay at what it could not apply. */
  public void refused(ParkedOwner parked, ParkedRecord record, Poison poison) {
    of(REFUSED, parked).param("position", record.position()).param("commit", record.commit())
        .param("reason", poison.reason().name()).param("detail", poison.detail()).update();
    of(ENDED, parked).update();
  }

  private StatementSpec of(String sql, ParkedOwner parked) {
    return jdbc.sql(sql).param("view", parked.view()).param("owner", parked.owner().value());
  }

  static ParkedRecord record(ResultSet row) throws SQLException {
    var reason = row.getString("reason");
    return new ParkedRecord(
        new OwnerId(row.getObject("owner_id", UUID.class)),
        row.getLong("position"),
        row.getLong("commit"),
        new ConsumerRecord<>(row.getString("topic"), row.getInt("partition"), row.getLong("record_offset"),
            row.getLong("record_timestamp"), TimestampType.valueOf(row.getString("timestamp_type")),
            ConsumerRecord.NULL_SIZE, ConsumerRecord.NULL_SIZE, row.getBytes("key"), row.getBytes("value"),
            HeaderJson.read(row.getString("headers")), Optional.empty()),
        reason == null ? null : new Poison(Reason.valueOf(reason), row.getString("detail")));
  }

  /** A statement that takes records as one array for each column. */
  private record Columns(StatementSpec statement, List<ParkedRecord> records) {

    Columns texts(String column, Function<ParkedRecord, @Nullable String> value) {
      statement.param(column, records.stream().map(value).toArray(String[]::new));
      return this;
    }

    Columns bytes(String column, Function<ParkedRecord, byte @Nullable []> value) {
      statement.param(column, records.stream().map(value).toArray(byte[][]::new));
      return this;
    }

    Columns numbers(String column, ToLongFunction<ParkedRecord> value) {
      statement.param(column, records.stream().mapToLong(value).toArray());
      return this;
    }
  }
}

package tasklog.projection.tag;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.projection.feed.Found;
import tasklog.projection.feed.Snapshot;
import tasklog.web.TagResource;

/** Reads the table tag. An answer is one statement, so that its rows and its position are of one snapshot. */
@Component
class TagQueries {

  private static final String ONE = """
      SELECT place.position, tag_id, name, name_key, created_at, updated_at, version
        FROM (SELECT %s AS position) AS place
        LEFT JOIN tag ON tag_id = :id AND owner_id = :owner
      """.formatted(Snapshot.POSITION);

  /** Position and total are there on every row, and on one without a tag when there is none. */
  private static final String LIST = """
      SELECT place.position, place.total, tag_id, name, name_key, created_at, updated_at, version
        FROM (SELECT %s AS position,
                     CASE WHEN :counted THEN (SELECT count(*) FROM tag WHERE owner_id = :owner) END AS total) AS place
        LEFT JOIN (SELECT tag_id, name, name_key, created_at, updated_at, version
                     FROM tag
                    WHERE owner_id = :owner AND name_key > :after
                    ORDER BY name_key
                    LIMIT :rows) AS page ON true
       ORDER BY name_key
      """
      .formatted(Snapshot.POSITION);

  /** Before every name: none is empty. */
  private static final String START = "";

  /**
   * A page of a list that is sorted by name.
   *
   * @param next  what {@link #list} goes on after; null at the end
   * @param total null unless it was asked for
   */
  record Tags(List<TagResource> page, @Nullable String next, @Nullable Long total) {}

  private record Row(TagResource tag, String key) {

    static Optional<Row> of(ResultSet row) throws SQLException {
      var id = row.getObject("tag_id", UUID.class);
      return id == null
          ? Optional.empty()
          : Optional.of(new Row(new TagResource(
              new TagId(id),
              row.getString("name"),
              row.getObject("created_at", OffsetDateTime.class).toInstant(),
              row.getObject("updated_at", OffsetDateTime.class).toInstant(),
              row.getString("version")), row.getString("name_key")));
    }
  }

  private record Counted(long position, @Nullable Long total, Optional<Row> row) {}

  private final JdbcClient jdbc;

  TagQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Found<Optional<TagResource>> one(Snapshot snapshot, OwnerId owner, TagId id) {
    return snapshot.bind(jdbc.sql(ONE)).param("owner", owner.value()).param("id", id.value())
        .query((row, _) -> new Found<>(row.getLong("position"), Row.of(row).map(Row::tag)))
        .single();
  }

  /**
   * The tags of an owner, sorted by their names as they are compared.
   *
   * @param after what the page before has said; null for the first page
   */
  Found<Tags> list(Snapshot snapshot, OwnerId owner, @Nullable String after, int limit, boolean counted) {
    var found = snapshot.bind(jdbc.sql(LIST)).param("owner", owner.value())
        .param("after", after == null ? START : after)
        .param("rows", limit + 1)
        .param("counted", counted)
        .query(
            (row, _) -> new Counted(row.getLong("position"), row.getObject("total", Long.class), Row.of(row)))
        .list();
    var rows = found.stream().flatMap(row -> row.row().stream()).toList();
    var page = rows.subList(0, Math.min(limit, rows.size()));
    var next = rows.size() > limit ? page.getLast().key() : null;
    return new Found<>(found.getFirst().position(),
        new Tags(page.stream().map(Row::tag).toList(), next, found.getFirst().total()));
  }
}

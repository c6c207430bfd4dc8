package tasklog.projection.tag;

import static java.util.stream.Collectors.toMap;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tasklog.events.OwnerId;
import tasklog.events.TagId;
import tasklog.events.wire.EventType;
import tasklog.projection.feed.BulkFold;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.View;
import tasklog.projection.feed.copy.Copy;
import tasklog.projection.tag.TagFold.Change;

/** Writes the table tag: two statements for a batch, however many events and tags are in it. */
@Component
class TagView implements View {

  static final String NAME = "tag";

  private static final String ROWS = """
      SELECT tag_id, owner_id, name, created_at, updated_at, version
        FROM tag
       WHERE tag_id = ANY (:ids::uuid[])
      """;

  /**
   * One statement, since names are unique when it ends and not before: a batch may free a name and give it away, or swap
   * two. A tag without a name is deleted.
   */
  private static final String WRITE = """
      MERGE INTO tag
      USING unnest(:ids::uuid[], :owners::uuid[], :names, :created::timestamptz[], :updated::timestamptz[], :versions)
            AS folded (tag_id, owner_id, name, created_at, updated_at, version)
         ON tag.tag_id = folded.tag_id
       WHEN MATCHED AND folded.name IS NULL THEN
            DELETE
       WHEN MATCHED AND tag.version < folded.version THEN
            UPDATE SET name = folded.name, updated_at = folded.updated_at, version = folded.version
       WHEN NOT MATCHED AND folded.name IS NOT NULL THEN
            INSERT (tag_id, owner_id, name, created_at, updated_at, version)
            VALUES (folded.tag_id, folded.owner_id, folded.name, folded.created_at, folded.updated_at,
                    folded.version)
      """;

  private final JdbcClient jdbc;

  TagView(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<EventType> wants() {
    return EnumSet.of(EventType.TAG_CREATED, EventType.TAG_RENAMED, EventType.TAG_DELETED);
  }

  @Override
  public void apply(List<FeedEvent> events) {
    var named = TagFold.named(events);
    if (!named.isEmpty()) {
      write(TagFold.fold(rows(named), events));
    }
  }

  @Override
  public Optional<BulkFold> bulk(Copy copy, boolean complete) {
    return Optional.of(new TagBulk(this, copy, complete));
  }

  Map<TagId, TagRow> rows(Collection<TagId> named) {
    return jdbc.sql(ROWS)
        .param("ids", named.stream().map(TagId::toString).toArray(String[]::new))
        .query((row, _) -> new TagRow(
            new TagId(row.getObject("tag_id", UUID.class)),
            new OwnerId(row.getObject("owner_id", UUID.class)),
            row.getString("name"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getObject("updated_at", OffsetDateTime.class).toInstant(),
            row.getLong("version")))
        .list().stream().collect(toMap(TagRow::id, Function.identity()));
  }

  void write(List<Change> changes) {
    if (changes.isEmpty()) {
      return;
    }
    var written = jdbc.sql(WRITE)
        .param("ids", changes.stream().map(change -> change.id().toString()).toArray(String[]::new))
        .param("owners", texts(changes, TagRow::owner))
        .param("names", texts(changes, TagRow::name))
        .param("created", texts(changes, TagRow::createdAt))
        .param("updated", texts(changes, TagRow::updatedAt))
        .param("versions", changes.stream().map(Change::row).mapToLong(row -> row == null ? 0 : row.version())
            .toArray())
        .update();
    if (written != changes.size()) {
      throw new IllegalStateException(written + " rows written, not " + changes.size());
    }
  }

  /** As PostgreSQL reads each type; times say that they are UTC, so no session's zone matters. */
  private static @Nullable String[] texts(List<Change> changes, Function<TagRow, Object> column) {
    var texts = new @Nullable String[changes.size()];
    for (var index = 0; index < texts.length; index++) {
      var row = changes.get(index).row();
      texts[index] = row == null ? null : column.apply(row).toString();
    }
    return texts;
  }
}

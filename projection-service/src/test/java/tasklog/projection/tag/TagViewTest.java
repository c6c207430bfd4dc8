package tasklog.projection.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.FeedEvent;
import tasklog.projection.feed.copy.Copy;

class TagViewTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final JdbcClient JDBC = DATABASE.jdbc();

  private final TagView view = new TagView(JDBC);
  private final History history = new History();
  private final OwnerId owner = History.owner();
  private final TagId one = tag();
  private final TagId two = tag();

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void batches_of_any_cut_write_the_rows_that_the_fold_says(@ForAll long seed) {
    var scenes = TagScenes.random(seed, 50);
    var folded = TagFold.fold(Map.of(), scenes).stream().map(change -> String.valueOf(change.row())).sorted()
        .toList();
    assertThat(written(scenes, scenes.size())).isEqualTo(folded);
    assertThat(written(scenes, 1)).isEqualTo(folded);
    assertThat(written(scenes, 1 + new Random(seed).nextInt(20))).isEqualTo(folded);
    assertThat(writtenInBulk(scenes, 1 + new Random(seed).nextInt(20), new Random(seed))).isEqualTo(folded);
  }

  @Example
  void a_name_goes_from_one_tag_to_another_within_a_batch() {
    apply(new TagCreated(owner, one, "Name"));
    apply(new TagRenamed(owner, one, "Name", "Other"), new TagCreated(owner, two, "nAME"));
    assertThat(names()).containsExactly("nAME", "Other");
    apply(new TagDeleted(owner, two, "nAME"), new TagRenamed(owner, one, "Other", "name"));
    assertThat(names()).containsExactly("name");
  }

  @Example
  void two_tags_swap_their_names_within_a_batch() {
    apply(new TagCreated(owner, one, "A"), new TagCreated(owner, two, "B"));
    apply(new TagRenamed(owner, one, "A", "C"), new TagRenamed(owner, two, "B", "A"),
        new TagRenamed(owner, one, "C", "B"));
    assertThat(
        JDBC.sql("SELECT name FROM tag WHERE tag_id = ?").param(one.value()).query(String.class).single())
        .isEqualTo("B");
    assertThat(names()).containsExactly("A", "B");
  }

  @Example
  void a_tag_may_be_renamed_to_another_spelling_of_its_name() {
    apply(new TagCreated(owner, one, "Foo"));
    apply(new TagRenamed(owner, one, "Foo", "foo"));
    assertThat(names()).containsExactly("foo");
  }

  @Example
  void no_two_tags_of_an_owner_have_one_name_however_it_is_spelled() {
    apply(new TagCreated(owner, one, "Stra\u00DFe \u00E9"),
        new TagCreated(History.owner(), two, "STRASSE E\u0301"));
    assertThatThrownBy(() -> apply(new TagCreated(owner, tag(), "STRASSE E\u0301")))
        .isInstanceOf(DataIntegrityViolationException.class).hasMessageContaining("tag_owner_name_key");
    assertThatThrownBy(() -> apply(new TagCreated(owner, tag(), "x"), new TagCreated(owner, tag(), "X")))
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Example
  void what_breaks_an_invariant_does_not_become_a_row() {
    assertThatThrownBy(() -> apply(new TagCreated(owner, one, "")))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThatThrownBy(() -> apply(new TagCreated(owner, one, "🚀".repeat(51))))
        .isInstanceOf(DataIntegrityViolationException.class);
    apply(new TagCreated(owner, one, "🚀".repeat(50)), new TagCreated(owner, two, "\u0390".repeat(50)));
  }

  @Example
  void a_batch_takes_two_statements_whatever_is_in_it() {
    var counted = new CountedStatements(DATABASE.dataSource());
    var counting = new TagView(counted.jdbc());
    var tags = IntStream.range(0, 500).mapToObj(_ -> tag()).toList();
    var events = new ArrayList<TagEvent>();
    tags.forEach(tag -> events.add(new TagCreated(owner, tag, tag.toString())));
    assertThat(counted.during(() -> counting.apply(history.feed(events.toArray(TagEvent[]::new)))))
        .isEqualTo(2);
    assertThat(counted.during(() -> counting.apply(history.feed(
        new TagRenamed(owner, tags.getFirst(), "", "renamed"), new TagDeleted(owner, tags.getLast(), ""),
        new TagCreated(owner, tag(), "new"))))).isEqualTo(2);
    assertThat(names()).hasSize(500).contains("renamed", "new");
  }

  private void apply(TagEvent... events) {
    view.apply(history.feed(events));
  }

  private List<String> names() {
    return JDBC.sql("SELECT name FROM tag WHERE owner_id = ? ORDER BY name_key").param(owner.value())
        .query((row, _) -> row.getString(1)).list();
  }

  /** All rows after the events, applied so many at a time. */
  private List<String> written(List<FeedEvent> events, int at) {
    JDBC.sql("TRUNCATE tag").update();
    for (var from = 0; from < events.size(); from += at) {
      view.apply(events.subList(from, Math.min(events.size(), from + at)));
    }
    return rows();
  }

  /** The same in bulk: so many at a time in memory, which is written now and then. */
  private List<String> writtenInBulk(List<FeedEvent> events, int at, Random random) {
    JDBC.sql("TRUNCATE tag").update();
    var fold = view.bulk(new Copy(new JdbcTemplate(DATABASE.dataSource())), true).orElseThrow();
    for (var from = 0; from < events.size(); from += at) {
      fold.apply(events.subList(from, Math.min(events.size(), from + at)));
      if (random.nextInt(4) == 0) {
        fold.write();
      }
    }
    fold.write();
    return rows();
  }

  private static List<String> rows() {
    return JDBC.sql("SELECT tag_id, owner_id, name, created_at, updated_at, version FROM tag")
        .query((row,
            _) -> new TagRow(new TagId(row.getObject(1, UUID.class)),
                new OwnerId(row.getObject(2, UUID.class)),
                row.getString(3), row.getObject(4, OffsetDateTime.class).toInstant(),
                row.getObject(5, OffsetDateTime.class).toInstant(), row.getLong(6)).toString())
        .list().stream().sorted().toList();
  }

  private static TagId tag() {
    return new TagId(UUID.randomUUID());
  }
}

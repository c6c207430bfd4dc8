package tasklog.projection.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.projection.History;
import tasklog.projection.feed.FeedEvent;

class TagFoldTest {

  private static final OwnerId OWNER = History.owner();
  private static final TagId TAG = new TagId(UUID.randomUUID());
  private static final TagCreated CREATED = new TagCreated(OWNER, TAG, "Old");
  private static final TagRenamed RENAMED = new TagRenamed(OWNER, TAG, "Old", "New");
  private static final TagDeleted DELETED = new TagDeleted(OWNER, TAG, "Old");

  @Property(tries = 200)
  void batches_of_any_cut_give_the_same_rows(@ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int events) {
    var scenes = TagScenes.random(seed, events);
    var oneByOne = new HashMap<TagId, TagRow>();
    scenes.forEach(event -> apply(oneByOne, List.of(event)));
    var cut = new HashMap<TagId, TagRow>();
    var random = new Random(seed);
    for (var from = 0; from < events;) {
      var to = Math.min(events, from + 1 + random.nextInt(12));
      apply(cut, scenes.subList(from, to));
      from = to;
    }
    assertThat(cut).isEqualTo(oneByOne);
  }

  @Example
  void a_created_tag_has_the_time_of_its_event() {
    assertThat(rows(CREATED)).containsValue(new TagRow(TAG, OWNER, "Old", time(1), time(1), 1));
  }

  @Example
  void a_rename_moves_updated_at_and_never_created_at() {
    assertThat(rows(CREATED, RENAMED)).containsValue(new TagRow(TAG, OWNER, "New", time(1), time(2), 2));
  }

  @Example
  void a_deleted_tag_has_no_row() {
    assertThat(rows(CREATED, DELETED)).isEmpty();
  }

  @Example
  void what_a_row_has_seen_is_passed_over_when_it_comes_again() {
    var events = new History().feed(CREATED, RENAMED);
    var rows = new HashMap<TagId, TagRow>();
    apply(rows, events);
    assertThat(TagFold.fold(rows, events)).isEmpty();
  }

  @Example
  void a_tag_that_a_batch_both_makes_and_deletes_is_no_change() {
    assertThat(TagFold.fold(Map.of(), new History().feed(CREATED, DELETED))).isEmpty();
  }

  @Example
  void what_cannot_have_happened_is_refused() {
    var other = History.owner();
    for (var impossible : List.<TagEvent[]>of(
        new TagEvent[]{RENAMED}, new TagEvent[]{DELETED}, new TagEvent[]{CREATED, CREATED},
        new TagEvent[]{CREATED, DELETED, RENAMED},
        new TagEvent[]{CREATED, new TagRenamed(other, TAG, "Old", "New")},
        new TagEvent[]{CREATED, new TagDeleted(other, TAG, "Old")})) {
      assertThatThrownBy(() -> rows(impossible)).isInstanceOf(IllegalStateException.class);
    }
  }

  private static Map<TagId, TagRow> rows(TagEvent... events) {
    var history = new History();
    var rows = new HashMap<TagId, TagRow>();
    for (var event : events) {
      apply(rows, history.feed(event));
    }
    return rows;
  }

  private static void apply(Map<TagId, TagRow> rows, List<FeedEvent> events) {
    for (var change : TagFold.fold(rows, events)) {
      rows.remove(change.id());
      if (change.row() != null) {
        rows.put(change.id(), change.row());
      }
    }
  }

  private static Instant time(long position) {
    return History.START.plusSeconds(position - 1);
  }
}

package tasklog.projection.tag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.projection.CountedStatements;
import tasklog.projection.History;
import tasklog.projection.ReadDatabase;
import tasklog.projection.feed.Found;
import tasklog.projection.feed.Snapshot;
import tasklog.web.TagResource;

class TagQueriesTest {

  private static final ReadDatabase DATABASE = ReadDatabase.create();
  private static final Snapshot SNAPSHOT = new Snapshot("tag", 1, 3);

  private final TagQueries queries = new TagQueries(DATABASE.jdbc());
  private final TagView view = new TagView(DATABASE.jdbc());
  private final History history = new History();
  private final OwnerId owner = History.owner();

  @Test
  void pages_are_the_tags_in_the_order_of_their_folded_names_by_code_point() {
    create("b", "Zebra", "a c", "äpfel", "straSSen", "Straße", "strasse 2", "A", "🚀", "\uFF21", "éa",
        "e\u0301b");
    var sorted = List.of("A", "a c", "b", "Straße", "strasse 2", "straSSen", "Zebra", "äpfel", "éa",
        "e\u0301b",
        "\uFF21", "🚀");
    for (var limit : List.of(1, 2, 5, 12, 200)) {
      assertThat(allPages(limit)).as("%s a page", limit).isEqualTo(sorted);
    }
  }

  @Test
  void a_tag_that_is_renamed_between_two_pages_does_not_move_the_others() {
    create("a", "b", "c", "d");
    var first = list(null, 2).value();
    view.apply(history.feed(new TagRenamed(owner, first.page().getLast().id(), "b", "z")));
    assertThat(list(first.next(), 10).value().page()).extracting(TagResource::name).containsExactly("c", "d",
        "z");
  }

  @Test
  void an_owner_without_tags_has_an_empty_page() {
    var found = queries.list(SNAPSHOT, owner, null, 50, true).value();
    assertThat(found).isEqualTo(new TagQueries.Tags(List.of(), null, 0L));
  }

  @Test
  void the_whole_list_is_counted_only_when_it_is_asked_for() {
    create("a", "b", "c");
    assertThat(queries.list(SNAPSHOT, owner, "a", 1, true).value().total()).isEqualTo(3);
    assertThat(list(null, 1).value().total()).isNull();
  }

  @Test
  void no_query_shows_the_tags_of_another_owner() {
    create("mine");
    var tag = list(null, 1).value().page().getFirst();
    var other = History.owner();
    assertThat(queries.one(SNAPSHOT, owner, tag.id()).value()).contains(tag);
    assertThat(queries.one(SNAPSHOT, other, tag.id()).value()).isEmpty();
    assertThat(queries.list(SNAPSHOT, other, null, 50, true).value().page()).isEmpty();
  }

  @Test
  void rows_come_with_the_position_of_their_snapshot() {
    DATABASE.jdbc().sql("""
        INSERT INTO projection_offset (view, generation, topic_id, partition, position, incarnation)
        VALUES ('tag', 9, gen_random_uuid(), 3, 41, gen_random_uuid()),
               ('task', 9, gen_random_uuid(), 3, 50, gen_random_uuid())
        """).update();
    var snapshot = new Snapshot("tag", 9, 3);
    assertThat(queries.one(snapshot, owner, new TagId(UUID.randomUUID())).position()).isEqualTo(41);
    assertThat(queries.list(snapshot, owner, null, 1, false).position()).isEqualTo(41);
    assertThat(queries.list(new Snapshot("tag", 9, null), owner, null, 1, false).position()).isZero();
  }

  @Test
  void a_page_of_200_takes_as_many_statements_as_a_page_of_1() {
    create(Stream.iterate(0, n -> n + 1).limit(200).map(n -> "tag " + n).toArray(String[]::new));
    var counted = new CountedStatements(DATABASE.dataSource());
    var counting = new TagQueries(counted.jdbc());
    for (var limit : List.of(1, 200)) {
      assertThat(counted.during(() -> counting.list(SNAPSHOT, owner, null, limit, true))).isEqualTo(1);
    }
  }

  private void create(String... names) {
    view.apply(history.feed(Stream.of(names)
        .map(name -> new TagCreated(owner, new TagId(UUID.randomUUID()), name)).toArray(TagCreated[]::new)));
  }

  private List<String> allPages(int limit) {
    var names = new ArrayList<String>();
    String after = null;
    do {
      var found = list(after, limit).value();
      assertThat(found.page()).hasSizeLessThanOrEqualTo(limit);
      found.page().forEach(tag -> names.add(tag.name()));
      after = found.next();
    } while (after != null);
    return names;
  }

  private Found<TagQueries.Tags> list(@Nullable String after, int limit) {
    return queries.list(SNAPSHOT, owner, after, limit, false);
  }
}

package tasklog.command.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tasklog.command.bus.Precondition.NONE;
import static tasklog.command.bus.Refused.Reason.PRECONDITION_FAILED;
import static tasklog.command.bus.Refused.Reason.TAG_ID_TAKEN;
import static tasklog.command.bus.Refused.Reason.TAG_IN_USE;
import static tasklog.command.bus.Refused.Reason.TAG_NAME_TAKEN;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Past;
import tasklog.command.bus.Refused;
import tasklog.command.tag.TagCommand.CreateTag;
import tasklog.command.tag.TagCommand.DeleteTag;
import tasklog.command.tag.TagCommand.RenameTag;
import tasklog.events.AccountEvent.AccountRegistered;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskTagged;
import tasklog.events.TaskEvent.TaskUntagged;
import tasklog.events.TaskEvent.TasksUntagged;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;

class TagDeciderTest {

  private static final Instant NOW = Instant.parse("2026-01-05T12:00:00.123456Z");
  private static final OwnerId OWNER = new OwnerId(UUID.randomUUID());
  private static final OwnerId STRANGER = new OwnerId(UUID.randomUUID());
  private static final TagId TAG = new TagId(UUID.randomUUID());
  private static final TagId OTHER = new TagId(UUID.randomUUID());

  @ParameterizedTest
  @CsvSource({"urgent,URGENT", "straße,STRASSE", "café,cafe\u0301", "ΣΊΣΥΦΟΣ,σίσυφος", "İ,i\u0307", "ﬁn,FIN"})
  void a_name_is_taken_however_it_is_spelled(String first, String second) {
    given(new TagCreated(OWNER, OTHER, first)).refuses(create(second), TAG_NAME_TAKEN);
  }

  @ParameterizedTest
  @CsvSource({"i,ı", "a,а", "resume,résumé", "x,'x '"})
  void what_only_looks_alike_is_another_name(String first, String second) {
    assertThat(given(new TagCreated(OWNER, OTHER, first)).when(create(second))).hasSize(1);
  }

  @Test
  void a_name_is_free_again_after_delete_and_rename() {
    var made = new TagCreated(OWNER, OTHER, "Foo");
    given(made).refuses(create("foo"), TAG_NAME_TAKEN);
    assertThat(given(made, new TagDeleted(OWNER, OTHER, "Foo")).when(create("foo"))).hasSize(1);
    assertThat(given(made, new TagRenamed(OWNER, OTHER, "Foo", "Bar")).when(create("foo"))).hasSize(1);
    given(made, new TagRenamed(OWNER, OTHER, "Foo", "fOO")).refuses(create("foo"), TAG_NAME_TAKEN);
    given(made, new TagRenamed(OWNER, OTHER, "Foo", "Bar")).refuses(create("bar"), TAG_NAME_TAKEN);
  }

  @Test
  void a_tag_can_change_the_spelling_of_its_own_name() {
    var rename = new RenameTag(OWNER, TAG, "foo", NONE, NOW);
    assertThat(given(new TagCreated(OWNER, TAG, "Foo")).when(rename))
        .containsExactly(new TagRenamed(OWNER, TAG, "Foo", "foo"));
    assertThat(given(new TagCreated(OWNER, TAG, "foo")).when(rename)).isEmpty();
    given(new TagCreated(OWNER, TAG, "bar"), new TagCreated(OWNER, OTHER, "FOO")).refuses(rename,
        TAG_NAME_TAKEN);
  }

  @Test
  void an_id_is_used_once() {
    given(new TagCreated(OWNER, TAG, "x")).refuses(create("y"), TAG_ID_TAKEN);
    given(new TagCreated(STRANGER, TAG, "x")).refuses(create("y"), TAG_ID_TAKEN);
    given(new TagCreated(OWNER, TAG, "x"), new TagDeleted(OWNER, TAG, "x")).refuses(create("y"),
        TAG_ID_TAKEN);
  }

  @Test
  void a_tag_of_somebody_else_does_not_exist() {
    var theirs = given(new TagCreated(STRANGER, TAG, "x"));
    theirs.refuses(new RenameTag(OWNER, TAG, "y", NONE, NOW), TAG_NOT_FOUND);
    theirs.refuses(new DeleteTag(OWNER, TAG, NONE, NOW), TAG_NOT_FOUND);
  }

  @Test
  void deleting_takes_it_off_its_tasks_in_the_same_append_and_is_repeatable() {
    var one = new TaskId(UUID.randomUUID());
    var two = new TaskId(UUID.randomUUID());
    var made = new TagCreated(OWNER, TAG, "x");
    var delete = new DeleteTag(OWNER, TAG, NONE, NOW);
    var used = given(made, new TaskTagged(OWNER, one, TAG), new TaskTagged(OWNER, two, TAG),
        new TaskUntagged(OWNER, one, TAG));
    assertThat(used.when(delete)).containsExactly(new TasksUntagged(OWNER, List.of(two), TAG),
        new TagDeleted(OWNER, TAG, "x"));
    assertThat(given(made, new TagDeleted(OWNER, TAG, "x")).when(delete)).isEmpty();
  }

  @Test
  void a_tag_on_more_than_ten_thousand_tasks_cannot_be_deleted() {
    var past = new ArrayList<TasklogEvent>(List.of(new TagCreated(OWNER, TAG, "x")));
    Stream.generate(() -> new TaskId(UUID.randomUUID())).limit(10_000)
        .forEach(task -> past.add(new TaskTagged(OWNER, task, TAG)));
    var delete = new DeleteTag(OWNER, TAG, NONE, NOW);
    assertThat(new Given(past).when(delete)).hasSize(11);
    past.add(new TaskTagged(OWNER, new TaskId(UUID.randomUUID()), TAG));
    new Given(past).refuses(delete, TAG_IN_USE);
  }

  @Test
  void a_precondition_is_held_against_the_version_of_the_tag() {
    var tag = given(new TagCreated(OWNER, TAG, "x"),
        new TaskTagged(OWNER, new TaskId(UUID.randomUUID()), TAG));
    assertThat(tag.when(new RenameTag(OWNER, TAG, "y", version -> version == 2, NOW))).hasSize(1);
    tag.refuses(new DeleteTag(OWNER, TAG, version -> version == 3, NOW), PRECONDITION_FAILED);
  }

  private static CreateTag create(String name) {
    return new CreateTag(OWNER, TAG, name, NOW);
  }

  private static Given given(TasklogEvent... past) {
    return new Given(List.of(past));
  }

  /** The account's registration is position 1. */
  private record Given(List<TasklogEvent> past) {

    private static final TagDecider RULES = new TagDecider();

    List<TasklogEvent> when(TagCommand command) {
      var happened = new ArrayList<>(List.of(new Happened(new AccountRegistered(OWNER, OWNER), 1, NOW)));
      for (int i = 0; i < past.size(); i++) {
        happened.add(new Happened(past.get(i), i + 2, NOW));
      }
      return RULES.decide(Past.scope(RULES, command, happened), command);
    }

    void refuses(TagCommand command, Refused.Reason reason) {
      assertThatExceptionOfType(Refused.class).isThrownBy(() -> when(command)).returns(reason,
          Refused::reason);
    }
  }
}

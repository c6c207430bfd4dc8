package tasklog.command.task;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static tasklog.command.bus.Refused.Reason.ACCOUNT_INACTIVE;
import static tasklog.command.bus.Refused.Reason.TAG_NOT_FOUND;
import static tasklog.command.bus.Refused.Reason.TASK_ID_TAKEN;
import static tasklog.command.task.TaskDeciderTest.NOW;
import static tasklog.command.task.TaskDeciderTest.OWNER;
import static tasklog.command.task.TaskDeciderTest.REGISTERED;
import static tasklog.command.task.TaskDeciderTest.STRANGER;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tasklog.command.bus.Happened;
import tasklog.command.bus.Past;
import tasklog.command.bus.Refused;
import tasklog.command.bus.Refused.Offender;
import tasklog.command.bus.TagNames;
import tasklog.command.task.BulkCommand.Mode;
import tasklog.command.task.ImportTasks.Line;
import tasklog.command.task.ImportTasks.NewTag;
import tasklog.command.task.TaskCommand.CreateTask;
import tasklog.events.AccountEvent.AccountDeactivated;
import tasklog.events.Attributes;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagEvent.TagDeleted;
import tasklog.events.TagEvent.TagRenamed;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.TaskEvent.TaskDeleted;
import tasklog.events.TaskId;
import tasklog.events.TasklogEvent;

class ImportDeciderTest {

  private static final Instant THEN = Instant.parse("2021-02-11T22:00:49Z");

  @Test
  void a_task_is_made_as_it_was_and_when_it_was() {
    var completedAt = THEN.plus(Duration.ofDays(7));
    var file = new File().line(id(1), Status.COMPLETED, completedAt);
    var events = given().when(file.atomic());
    assertThat(events)
        .containsExactly(new TaskCreated(OWNER, id(1), "x", "", Status.COMPLETED, Priority.MEDIUM,
            null, List.of(), Attributes.NONE, completedAt));
    assertThat(Given.RULES.at(file.atomic(), events.getFirst())).isEqualTo(THEN);
  }

  @Test
  void a_tag_that_is_missing_is_made_once_before_the_tasks_and_now() {
    var file = new File().line(id(1), "Bug", "docs").line(id(2), "BUG").line(id(3));
    var events = given().when(file.atomic());
    assertThat(events).containsExactly(new TagCreated(OWNER, file.tag("bug"), "Bug"),
        new TagCreated(OWNER, file.tag("docs"), "docs"),
        created(1, file.tag("bug"), file.tag("docs")), created(2, file.tag("bug")), created(3));
    assertThat(Given.RULES.at(file.atomic(), events.getFirst())).isEqualTo(NOW);
  }

  @Test
  void a_tag_that_is_there_is_used_however_its_name_is_spelled() {
    var street = tag(1);
    assertThat(
        given(new TagCreated(OWNER, street, "Straße")).when(new File().line(id(1), "STRASSE").atomic()))
        .containsExactly(created(1, street));
  }

  @Test
  void a_name_that_is_free_again_gets_a_new_tag() {
    var file = new File().line(id(1), "foo");
    var made = new TagCreated(OWNER, tag(1), "Foo");
    var anew = List.of(new TagCreated(OWNER, file.tag("foo"), "foo"), created(1, file.tag("foo")));
    assertThat(given(made, new TagDeleted(OWNER, tag(1), "Foo")).when(file.atomic())).isEqualTo(anew);
    assertThat(given(made, new TagRenamed(OWNER, tag(1), "Foo", "bar")).when(file.atomic())).isEqualTo(anew);
    assertThat(given(made, new TagRenamed(OWNER, tag(1), "Foo", "FOO")).when(file.atomic()))
        .containsExactly(created(1, tag(1)));
    assertThat(given(new TagCreated(OWNER, tag(1), "bar"), new TagRenamed(OWNER, tag(1), "bar", "foo"))
        .when(file.atomic())).containsExactly(created(1, tag(1)));
  }

  @Test
  void a_tag_that_is_named_by_id_and_by_name_is_on_the_task_once() {
    var file = new File().line(id(1), List.of(tag(1)), "foo");
    assertThat(given(new TagCreated(OWNER, tag(1), "foo")).when(file.atomic()))
        .containsExactly(created(1, tag(1)));
  }

  @Test
  void every_line_that_stands_in_the_way_is_named_and_nothing_is_done() {
    var file = new File().line(id(1)).line(id(2), List.of(tag(1), tag(2), tag(3))).line(id(3)).line(id(4));
    var refused = catchThrowableOfType(Refused.class, () -> given(created(1), foreign(3),
        new TagCreated(OWNER, tag(1), "a"), new TagDeleted(OWNER, tag(1), "a"),
        new TagCreated(STRANGER, tag(2), "b")).when(file.atomic()));
    assertThat(refused.offenders()).containsExactly(
        new Offender(1, id(1).value(), TASK_ID_TAKEN),
        new Offender(2, tag(1).value(), TAG_NOT_FOUND),
        new Offender(2, tag(2).value(), TAG_NOT_FOUND),
        new Offender(2, tag(3).value(), TAG_NOT_FOUND),
        new Offender(3, id(3).value(), TASK_ID_TAKEN));
  }

  @Test
  void an_id_is_used_once_also_when_its_task_is_deleted() {
    var file = new File().line(id(1));
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> given(created(1), new TaskDeleted(OWNER, id(1))).when(file.atomic()));
  }

  @Test
  void what_can_be_done_is_done_and_no_tag_is_made_for_what_cannot() {
    var file = new File().line(id(1), "only here").line(id(2), "both").line(id(3), "both");
    assertThat(given(created(1)).when(file.partial())).containsExactly(
        new TagCreated(OWNER, file.tag("both"), "both"), created(2, file.tag("both")),
        created(3, file.tag("both")));
    assertThat(given(created(1), created(2), created(3)).when(file.partial())).isEmpty();
  }

  @Test
  void an_inactive_account_imports_nothing_not_even_an_empty_rest() {
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> given(new AccountDeactivated(OWNER, OWNER)).when(new File().partial()))
        .returns(ACCOUNT_INACTIVE, Refused::reason);
  }

  /** Names a to c and their capitals, tags 1 to 3 that have them at first, tasks 1 to 9. */
  @Property(tries = 200)
  void whatever_was_before_names_stay_unique_and_tasks_have_tags_that_are_there(
      @ForAll @Size(max = 8) List<@IntRange(max = 8) Integer> past,
      @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 9) Integer> ids,
      @ForAll @Size(min = 6, max = 6) List<@IntRange(max = 63) Integer> names) {
    var scope = given(past.stream().map(ImportDeciderTest::something).toArray(TasklogEvent[]::new));
    var file = new File();
    for (int i = 0; i < ids.size(); i++) {
      file.line(id(ids.get(i)), named(names.get(i)));
    }
    var events = scope.when(file.partial());

    var there = scope.past().stream().collect(HashSet<TagId>::new, ImportDeciderTest::follow, Set::addAll);
    var made = new HashSet<TagId>();
    var used = new HashSet<TagId>();
    var applied = 0;
    for (var event : events) {
      switch (event) {
        case TagCreated tag -> assertThat(made.add(tag.tagId())).isTrue();
        case TaskCreated task -> {
          applied++;
          used.addAll(task.tagIds());
          assertThat(task.tagIds()).doesNotHaveDuplicates()
              .allMatch(tag -> there.contains(tag) || made.contains(tag));
        }
        default -> throw new AssertionError(event);
      }
    }
    assertThat(used).containsAll(made);
    var folded = new ArrayList<String>();
    var all = new ArrayList<>(scope.past());
    all.addAll(events);
    live(all).values().forEach(name -> folded.add(TagNames.fold(name)));
    assertThat(folded).doesNotHaveDuplicates();
    var taken = ids.stream().distinct().filter(id -> scope.past().contains(created(id))).count();
    assertThat(applied + taken).isEqualTo(file.lines.size());
  }

  private static TasklogEvent something(int kind) {
    return switch (kind) {
      case 0, 1, 2 -> created(kind + 1);
      case 3 -> new TagRenamed(OWNER, tag(1), "a", "A");
      case 4 -> new TagRenamed(OWNER, tag(2), "b", "elsewhere");
      case 5 -> new TagDeleted(OWNER, tag(3), "c");
      default -> new TagCreated(OWNER, tag(kind - 5), List.of("a", "b", "c").get(kind - 6));
    };
  }

  private static String[] named(int bits) {
    return Arrays.stream(new String[]{"a", "B", "c"}).filter(name -> (bits >> (name.charAt(0) % 3) & 1) == 1)
        .map(name -> bits >= 32 ? name.toUpperCase(Locale.ROOT) : name).toArray(String[]::new);
  }

  private static void follow(Set<TagId> there, TasklogEvent event) {
    if (event instanceof TagCreated tag) {
      there.add(tag.tagId());
    } else if (event instanceof TagDeleted tag) {
      there.remove(tag.tagId());
    }
  }

  private static LinkedHashMap<TagId, String> live(List<TasklogEvent> events) {
    var live = new LinkedHashMap<TagId, String>();
    for (var event : events) {
      switch (event) {
        case TagCreated(_, var tag, var name) -> live.put(tag, name);
        case TagRenamed(_, var tag, _, var name) -> live.replace(tag, name);
        case TagDeleted(_, var tag, _) -> live.remove(tag);
        default -> {
        }
      }
    }
    return live;
  }

  private static TaskId id(int number) {
    return new TaskId(new UUID(0, number));
  }

  private static TagId tag(int number) {
    return new TagId(new UUID(1, number));
  }

  private static TaskCreated created(int number, TagId... tags) {
    return new TaskCreated(OWNER, id(number), "x", "", Status.PENDING, Priority.MEDIUM, null, List.of(tags),
        Attributes.NONE, null);
  }

  private static TaskCreated foreign(int number) {
    return new TaskCreated(STRANGER, id(number), "x", "", Status.PENDING, Priority.MEDIUM, null, List.of(),
        Attributes.NONE, null);
  }

  /** Lines in their order, each with an id of its own choice. */
  private static final class File {

    private final LinkedHashMap<TaskId, Line> lines = new LinkedHashMap<>();
    private final LinkedHashMap<String, NewTag> tags = new LinkedHashMap<>();

    File line(TaskId id, String... names) {
      return line(id, Status.PENDING, List.of(), null, names);
    }

    File line(TaskId id, List<TagId> tagIds, String... names) {
      return line(id, Status.PENDING, tagIds, null, names);
    }

    File line(TaskId id, Status status, Instant completedAt) {
      return line(id, status, List.of(), completedAt);
    }

    private File line(TaskId id, Status status, List<TagId> tagIds, @Nullable Instant completedAt,
        String... names) {
      for (var name : names) {
        tags.putIfAbsent(TagNames.fold(name), new NewTag(new TagId(UUID.randomUUID()), name));
      }
      var task = new CreateTask(OWNER, id, "x", "", status, Priority.MEDIUM, null, tagIds, Attributes.NONE,
          THEN);
      lines.putIfAbsent(id, new Line(lines.size() + 1, true, task,
          Arrays.stream(names).map(TagNames::fold).toList(), completedAt));
      return this;
    }

    TagId tag(String folded) {
      return requireNonNull(tags.get(folded)).id();
    }

    ImportTasks atomic() {
      return new ImportTasks(OWNER, lines, tags, Mode.ATOMIC, NOW);
    }

    ImportTasks partial() {
      return new ImportTasks(OWNER, lines, tags, Mode.PARTIAL, NOW);
    }
  }

  private static Given given(TasklogEvent... past) {
    return new Given(consistent(List.of(past)));
  }

  /** Without what cannot have happened: a second task of an id, a tag made twice, a name that is taken. */
  private static List<TasklogEvent> consistent(List<TasklogEvent> past) {
    var kept = new ArrayList<TasklogEvent>(List.of(REGISTERED));
    for (var event : past) {
      var live = live(kept);
      var possible = switch (event) {
        case TaskCreated _ -> !kept.contains(event);
        case TagCreated tag -> kept.stream()
            .noneMatch(before -> before instanceof TagCreated made && made.tagId().equals(tag.tagId()));
        case TagRenamed tag -> tag.oldName().equals(live.get(tag.tagId()));
        case TagDeleted tag -> tag.name().equals(live.get(tag.tagId()));
        default -> true;
      };
      if (possible) {
        kept.add(event);
      }
    }
    return kept;
  }

  private record Given(List<TasklogEvent> past) {

    private static final ImportDecider RULES = new ImportDecider();

    List<TasklogEvent> when(ImportTasks command) {
      var happened = IntStream.range(0, past.size()).filter(i -> isNamed(past.get(i), command))
          .mapToObj(i -> new Happened(past.get(i), i + 1, NOW)).toList();
      return RULES.decide(Past.scope(RULES, command, happened), command);
    }

    /** Whether the event would be sourced: foreign tags are found by id only. */
    private static boolean isNamed(TasklogEvent event, ImportTasks command) {
      return !(event instanceof TagCreated tag) || tag.owner().equals(command.owner())
          || command.lines().values().stream().anyMatch(line -> line.task().tagIds().contains(tag.tagId()));
    }
  }
}

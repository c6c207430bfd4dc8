package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tasklog.events.Attributes;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.events.TaskId;
import tasklog.projection.History;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;
import tasklog.web.TaskResource;

class TaskListTest {

  private static final Times ANY = new Times(null, null);
  private static final Pattern CONDITIONS = Pattern.compile("\\b(deleted_at IS|status [I=]|priority [I=])");

  /** In the outermost statement nothing is sorted: its rows are put in order here. */
  @ParameterizedTest
  @EnumSource
  void tasks_are_put_in_the_order_of_their_list(TaskOrder order) {
    for (var seed = 0; seed < 20; seed++) {
      var tasks = tasks(new Random(seed));
      assertThat(tasks.stream().sorted(order.ofTasks())).containsExactlyElementsOf(
          tasks.stream().sorted(ListRules.comparator(order)).toList());
    }
  }

  /** With few times and priorities, so that ids decide too. */
  private static List<TaskResource> tasks(Random random) {
    Supplier<Instant> time = () -> History.START.plusSeconds(random.nextInt(3));
    return IntStream.range(0, 30).mapToObj(_ -> new TaskResource(
        new TaskId(new UUID(random.nextLong(), random.nextLong())), History.owner(), "Title", "",
        Status.PENDING, Priority.ofRank(random.nextInt(5)), random.nextBoolean() ? null : time.get(),
        List.of(),
        Attributes.NONE, time.get(), time.get(), null, null, "1")).toList();
  }

  /** Else the planner takes an owner's deleted tasks for too few to follow an index in their order. */
  @ParameterizedTest
  @EnumSource
  void a_range_says_nothing_twice(TaskOrder order) {
    for (var deleted : Deleted.values()) {
      var filter = new TaskFilter(Set.of(Status.PENDING, Status.COMPLETED), Set.of(Priority.HIGH), ANY, ANY,
          ANY, ANY, false, deleted, Tags.UNCONDITIONAL, Search.NONE);
      var query = new TaskListQuery(History.owner(), filter, order, null, 50, false, History.START);
      assertThat(TaskList.ranges(query, "true")).isNotEmpty().allSatisfy(range -> assertThat(
          CONDITIONS.matcher(range).results().map(found -> found.group().split(" ", 2)[0]))
          .containsExactlyInAnyOrderElementsOf(Arrays.asList("deleted_at", "status", "priority")));
    }
  }
}

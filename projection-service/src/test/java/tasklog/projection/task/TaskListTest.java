package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tasklog.events.Priority;
import tasklog.events.Status;
import tasklog.projection.History;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;

class TaskListTest {

  private static final Times ANY = new Times(null, null);
  private static final Pattern CONDITIONS = Pattern.compile("\\b(deleted_at IS|status [I=]|priority [I=])");

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

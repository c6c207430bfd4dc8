package tasklog.projection.task;

import static org.assertj.core.api.Assertions.assertThat;
import static tasklog.projection.task.ManyTasks.COMMON;
import static tasklog.projection.task.ManyTasks.NOW;
import static tasklog.projection.task.ManyTasks.OLD;
import static tasklog.projection.task.ManyTasks.OWNER;
import static tasklog.projection.task.ManyTasks.RARE;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tasklog.events.TagId;
import tasklog.projection.Plans;
import tasklog.projection.Plans.Scan;
import tasklog.projection.task.TaskFilter.Deleted;
import tasklog.projection.task.TaskFilter.Tags;
import tasklog.projection.task.TaskFilter.Times;

/** What tags and words lead to is found without reading more than it takes; for all else see {@link ListMatrixTest}. */
class TaskPlansTest {

  private static final int LIMIT = 50;
  private static final Times ANY = new Times(null, null);

  static Stream<Arguments> tagged() {
    return Plans.MODES.stream()
        .flatMap(mode -> Stream.of(
            Arguments.of(mode, TaskOrder.OLDEST, tagged(Deleted.EXCLUDE, List.of(COMMON), List.of())),
            Arguments.of(mode, TaskOrder.NEWEST, tagged(Deleted.EXCLUDE, List.of(OLD), List.of())),
            Arguments.of(mode, TaskOrder.NEWEST, tagged(Deleted.EXCLUDE, List.of(), List.of(RARE))),
            Arguments.of(mode, TaskOrder.NEWEST, tagged(Deleted.ONLY, List.of(), List.of(COMMON))),
            Arguments.of(mode, TaskOrder.NEWEST,
                tagged(Deleted.INCLUDE, List.of(COMMON, RARE, OLD), List.of()))));
  }

  @ParameterizedTest
  @MethodSource("tagged")
  void by_creation_a_page_of_tagged_tasks_reads_no_more_than_a_page_of_each_tag(String mode, TaskOrder order,
      TaskFilter filter) {
    var tags = filter.tags().any().size() + filter.tags().all().size();
    var first = new TaskListQuery(OWNER, filter, order, null, LIMIT, false, NOW);
    var deep = new TaskListQuery(OWNER, filter, order, middle(filter, order), LIMIT, false, NOW);
    for (var query : List.of(first, deep)) {
      assertThat(read(ManyTasks.scans(mode, query))).isLessThanOrEqualTo(
          2.0 * tags * filter.deleted().states().size() * (LIMIT + 1));
    }
  }

  static Stream<Arguments> taggedInAnotherOrder() {
    return Plans.MODES.stream()
        .flatMap(mode -> Stream.of(TaskOrder.LAST_UPDATED, TaskOrder.FIRST_DUE)
            .flatMap(order -> Stream.of(
                Arguments.of(mode, order, tagged(Deleted.EXCLUDE, List.of(RARE), List.of())),
                Arguments.of(mode, order, tagged(Deleted.EXCLUDE, List.of(COMMON), List.of())),
                Arguments.of(mode, order, tagged(Deleted.EXCLUDE, List.of(), List.of(COMMON, RARE))))));
  }

  @ParameterizedTest
  @MethodSource("taggedInAnotherOrder")
  void in_another_order_few_tagged_tasks_are_sorted_and_many_are_looked_for(String mode, TaskOrder order,
      TaskFilter filter) {
    for (var after : List.of(Optional.<TaskKey>empty(), Optional.of(middle(filter, order)))) {
      var query = new TaskListQuery(OWNER, filter, order, after.orElse(null), LIMIT, false, NOW);
      // Twice what it takes to know that they are many: to choose the tag, and to choose the way.
      assertThat(read(ManyTasks.scans(mode, query)))
          .isLessThanOrEqualTo(2.0 * (FewOrMany.FEW + 1) + 5.0 * (LIMIT + 1));
    }
  }

  static Stream<Arguments> searched() {
    return Plans.MODES.stream()
        .flatMap(mode -> Stream.of(TaskOrder.NEWEST, TaskOrder.FIRST_DUE)
            .flatMap(order -> Stream.of("rare", "common", "com", "common rare", "nowhere")
                .map(search -> Arguments.of(mode, order, search))));
  }

  @ParameterizedTest
  @MethodSource("searched")
  void few_tasks_that_are_found_are_sorted_and_many_are_looked_for(String mode, TaskOrder order,
      String search) {
    var filter = new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, Deleted.EXCLUDE,
        Tags.UNCONDITIONAL, Search.of(search));
    for (var after : List.of(Optional.<TaskKey>empty(), Optional.of(middle(filter, order)))) {
      var query = new TaskListQuery(OWNER, filter, order, after.orElse(null), LIMIT, false, NOW);
      assertThat(read(ManyTasks.scans(mode, query)))
          .isLessThanOrEqualTo(FewOrMany.FEW + 1 + 5.0 * (LIMIT + 1));
    }
  }

  private static double read(List<Scan> scans) {
    assertThat(scans).isNotEmpty().noneMatch(scan -> scan.rows() > 0 && scan.type().equals("Seq Scan"));
    return scans.stream().mapToDouble(Scan::rows).sum();
  }

  /** A task far from the beginning of a list. */
  private static TaskKey middle(TaskFilter filter, TaskOrder order) {
    var literals = ManyTasks.literals(new TaskListQuery(OWNER, filter, order, null, LIMIT, false, NOW));
    var where = filter.everywhere().replace(":now", literals.get("now"))
        .replace(":tag_any", literals.get("tag_any")).replace(":tag_all", literals.get("tag_all"));
    var half = "SELECT * FROM task WHERE owner_id = ? AND " + where
        + " ORDER BY " + order.ofPage() + " OFFSET (SELECT count(*) / 3 FROM task WHERE owner_id = ? AND "
        + where + ") LIMIT 1";
    return order.key(ManyTasks.database().jdbc().sql(half).param(OWNER.value()).param(OWNER.value())
        .query((row, _) -> TaskColumns.resource(row)).single());
  }

  private static TaskFilter tagged(Deleted deleted, List<TagId> any, List<TagId> all) {
    return new TaskFilter(Set.of(), Set.of(), ANY, ANY, ANY, ANY, false, deleted, new Tags(any, all),
        Search.NONE);
  }
}

package tasklog.projection.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tasklog.web.TaskResource;

/**
 * A page of a list.
 *
 * @param nextCursor absent at the end
 * @param totalCount of the whole list; absent unless it was asked for
 */
record TaskPage(
    List<TaskResource> items,
    @JsonInclude(Include.NON_NULL) @Nullable String nextCursor,
    @JsonInclude(Include.NON_NULL) @Nullable Long totalCount) {

  TaskPage {
    items = List.copyOf(items);
  }
}

package tasklog.projection.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the history of a task.
 *
 * @param items      the oldest first: whoever applies their changes in this order has the task
 * @param nextCursor absent at the end
 */
record HistoryPage(List<HistoryEntry> items, @JsonInclude(Include.NON_NULL) @Nullable String nextCursor) {

  HistoryPage {
    items = List.copyOf(items);
  }
}

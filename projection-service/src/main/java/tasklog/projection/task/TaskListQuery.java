package tasklog.projection.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;

/**
 * One page of a list.
 *
 * @param after   the last task of the page before; null for the first page
 * @param counted whether the whole list is to be counted
 * @param now     what overdue is measured against
 */
record TaskListQuery(
    OwnerId owner,
    TaskFilter filter,
    TaskOrder order,
    @Nullable TaskKey after,
    int limit,
    boolean counted,
    Instant now) {}

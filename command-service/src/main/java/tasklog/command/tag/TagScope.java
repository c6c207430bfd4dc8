package tasklog.command.tag;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import tasklog.command.account.Standing;
import tasklog.events.TagId;
import tasklog.events.TaskId;

/**
 * What a command on one tag rests on.
 *
 * @param owner  whether who asks may write
 * @param holder the tag that has the name which is wanted
 * @param tasks  that the tag is on; empty where they do not matter
 */
record TagScope(Standing owner, Tag tag, @Nullable TagId holder, Set<TaskId> tasks) {}

package tasklog.command.task;

import java.util.Set;
import tasklog.command.account.Standing;
import tasklog.events.TagId;

/**
 * What a command on one task rests on.
 *
 * @param standing of who asks
 * @param tags     which of the tags that the command names are there, and the asker's
 */
record TaskScope(Standing standing, Task task, Set<TagId> tags) {}

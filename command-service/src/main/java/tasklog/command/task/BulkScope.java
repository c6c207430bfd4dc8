package tasklog.command.task;

import tasklog.command.account.Standing;

/**
 * What a bulk command rests on.
 *
 * @param owner whether who asks may write
 */
record BulkScope(Standing owner, Presences tasks) {}

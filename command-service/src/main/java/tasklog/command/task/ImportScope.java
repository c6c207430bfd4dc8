package tasklog.command.task;

import tasklog.command.account.Standing;

/**
 * What an import rests on.
 *
 * @param owner whether who asks may write
 */
record ImportScope(Standing owner, Names names) {}

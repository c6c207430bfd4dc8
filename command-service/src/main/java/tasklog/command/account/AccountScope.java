package tasklog.command.account;

/**
 * What a command on an account rests on.
 *
 * @param actor whether who asks may write
 */
record AccountScope(AccountState state, Standing actor) {}

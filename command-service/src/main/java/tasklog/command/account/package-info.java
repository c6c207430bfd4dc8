/** Accounts: registration, log-in, tokens, and who may write. */
@NullMarked
package tasklog.command.account;

import org.jspecify.annotations.NullMarked;

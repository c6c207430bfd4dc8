/** What every endpoint of this service shares: security, preconditions, answers. */
@NullMarked
package tasklog.command.web;

import org.jspecify.annotations.NullMarked;

/** Tasks: commands, rules, handlers, controllers. */
@NullMarked
package tasklog.command.task;

import org.jspecify.annotations.NullMarked;

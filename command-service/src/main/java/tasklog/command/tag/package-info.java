/** Tags: commands, rules, handlers, controllers. */
@NullMarked
package tasklog.command.tag;

import org.jspecify.annotations.NullMarked;

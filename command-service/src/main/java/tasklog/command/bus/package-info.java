/** The way of a command: sourced from the log, decided by a pure rule, appended on condition; by Axon. */
@NullMarked
package tasklog.command.bus;

import org.jspecify.annotations.NullMarked;

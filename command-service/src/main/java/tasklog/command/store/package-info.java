/** The event store: Axon's storage engine over PostgreSQL, with dense positions in commit order. */
@NullMarked
package tasklog.command.store;

import org.jspecify.annotations.NullMarked;

/** Breaks what writes the log, and the log's database, and checks that nothing that was promised is broken by it. */
@NullMarked
package tasklog.chaos.store;

import org.jspecify.annotations.NullMarked;

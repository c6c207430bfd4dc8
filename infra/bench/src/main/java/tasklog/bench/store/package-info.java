/** The event store. */
@NullMarked
package tasklog.bench.store;

import org.jspecify.annotations.NullMarked;

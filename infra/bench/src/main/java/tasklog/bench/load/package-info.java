/** Callers, and how long they wait. */
@NullMarked
package tasklog.bench.load;

import org.jspecify.annotations.NullMarked;

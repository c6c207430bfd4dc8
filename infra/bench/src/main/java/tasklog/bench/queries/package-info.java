/** How fast the lists of tasks are on many tasks, beside a look-up by primary key. */
@NullMarked
package tasklog.bench.queries;

import org.jspecify.annotations.NullMarked;

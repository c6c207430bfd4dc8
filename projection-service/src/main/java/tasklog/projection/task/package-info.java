/** The read model of tasks: its rows, its SQL, its queries. */
@NullMarked
package tasklog.projection.task;

import org.jspecify.annotations.NullMarked;

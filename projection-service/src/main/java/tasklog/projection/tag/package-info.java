/** The tag view: one row for each tag, its queries and their paths. */
@NullMarked
package tasklog.projection.tag;

import org.jspecify.annotations.NullMarked;

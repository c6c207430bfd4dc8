/** Rows in the binary format of COPY. */
@NullMarked
package tasklog.projection.feed.copy;

import org.jspecify.annotations.NullMarked;

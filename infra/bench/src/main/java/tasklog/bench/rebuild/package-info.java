/** Measures the rebuild of read tables. */
@NullMarked
package tasklog.bench.rebuild;

import org.jspecify.annotations.NullMarked;

/** What everything is compared with. */
@NullMarked
package tasklog.bench.baseline;

import org.jspecify.annotations.NullMarked;

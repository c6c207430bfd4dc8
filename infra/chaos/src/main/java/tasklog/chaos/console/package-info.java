/** What a run shows of itself while it runs. */
@NullMarked
package tasklog.chaos.console;

import org.jspecify.annotations.NullMarked;

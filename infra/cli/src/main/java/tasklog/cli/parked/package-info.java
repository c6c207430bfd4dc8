/** The command parked: what views have set aside, shown, replayed or given up. */
@NullMarked
package tasklog.cli.parked;

import org.jspecify.annotations.NullMarked;

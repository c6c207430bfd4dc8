/** The command up: everything on one machine, held together by one process. */
@NullMarked
package tasklog.cli.up;

import org.jspecify.annotations.NullMarked;

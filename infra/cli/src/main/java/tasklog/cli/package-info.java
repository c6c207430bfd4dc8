/** The command line infra/tasklog. */
@NullMarked
package tasklog.cli;

import org.jspecify.annotations.NullMarked;

/** What all commands share: asking, and refusing. */
@NullMarked
package tasklog.cli.console;

import org.jspecify.annotations.NullMarked;

/** {@code tasklog import}: a file of tasks into a running service. */
@NullMarked
package tasklog.cli.imports;

import org.jspecify.annotations.NullMarked;

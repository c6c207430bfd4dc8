/** {@code infra/tasklog rebuild}. */
@NullMarked
package tasklog.cli.rebuild;

import org.jspecify.annotations.NullMarked;

/** {@code infra/tasklog republish}. */
@NullMarked
package tasklog.cli.republish;

import org.jspecify.annotations.NullMarked;

/** The command db: the schemas of both databases, and what is in them. */
@NullMarked
package tasklog.cli.db;

import org.jspecify.annotations.NullMarked;

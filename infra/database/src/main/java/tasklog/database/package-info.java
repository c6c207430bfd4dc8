/** Schemas of the two databases: how they come to be, how they go back, what they are. */
@NullMarked
package tasklog.database;

import org.jspecify.annotations.NullMarked;

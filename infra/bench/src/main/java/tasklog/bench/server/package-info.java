/** The PostgreSQL that is measured on, and what it counts. */
@NullMarked
package tasklog.bench.server;

import org.jspecify.annotations.NullMarked;

/** The projection service: Kafka to read tables, and the queries on them. */
@NullMarked
package tasklog.projection;

import org.jspecify.annotations.NullMarked;

/** PostgreSQL and Kafka on one machine, from Maven artifacts, without root or Docker. */
@NullMarked
package tasklog.local;

import org.jspecify.annotations.NullMarked;

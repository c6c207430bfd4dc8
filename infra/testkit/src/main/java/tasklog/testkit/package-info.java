/** One PostgreSQL and one Kafka broker for a whole test JVM. */
@NullMarked
package tasklog.testkit;

import org.jspecify.annotations.NullMarked;

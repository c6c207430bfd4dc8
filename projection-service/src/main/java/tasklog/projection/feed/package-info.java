/** Kafka to transactions: offsets, order, duplicates, progress. */
@NullMarked
package tasklog.projection.feed;

import org.jspecify.annotations.NullMarked;

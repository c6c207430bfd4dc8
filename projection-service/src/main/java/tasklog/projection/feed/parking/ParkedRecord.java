package tasklog.projection.feed.parking;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import tasklog.events.OwnerId;

/**
 * A record that is set aside, exactly as it was delivered.
 *
 * @param commit the last position of its append
 * @param poison null when it only waits behind one that cannot be applied
 */
public record ParkedRecord(
    OwnerId owner,
    long position,
    long commit,
    ConsumerRecord<byte[], byte[]> record,
    @Nullable Poison poison) {}

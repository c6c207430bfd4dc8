package tasklog.projection.feed;

import java.util.UUID;

/**
 * The topic of events that is projected.
 *
 * @param topicId    Kafka's own id, which a topic that was deleted and made again does not keep
 * @param partitions their number, which never changes
 */
record Stream(String topic, UUID topicId, int partitions) {}

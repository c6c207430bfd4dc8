package tasklog.projection.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static tasklog.events.wire.EventType.TAG_CREATED;
import static tasklog.events.wire.EventType.TAG_DELETED;
import static tasklog.events.wire.EventType.TAG_RENAMED;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tasklog.events.OwnerId;
import tasklog.events.TagEvent.TagCreated;
import tasklog.events.TagId;
import tasklog.events.TaskEvent.TaskCreated;
import tasklog.events.wire.EventType;
import tasklog.events.wire.RecordedEvent;
import tasklog.projection.History;
import tasklog.projection.feed.PartitionReader.Reading;
import tasklog.projection.feed.Received.Poisoned;
import tasklog.projection.feed.Unusable.Reason;

class PartitionReaderTest {

  private static final UUID LOG = UUID.randomUUID();
  private static final Partitioning PARTITIONING = new Partitioning(4);
  private static final Set<EventType> ALL = EnumSet.allOf(EventType.class);
  private static final Set<EventType> TAGS = EnumSet.of(TAG_CREATED, TAG_RENAMED, TAG_DELETED);

  private final OwnerId owner = History.owner();
  private final int partition = PARTITIONING.of(owner);
  private final History history = new History();
  private final Records records = new Records(partition);
  private final PartitionReader reader = new PartitionReader(partition, PARTITIONING, ALL,
      new Place(0, 0, null));

  @Test
  void every_append_is_one_step_that_begins_where_the_one_before_ends() {
    records.add(LOG, append(1)).add(LOG, append(3));
    var reading = read(records.all());
    assertThat(reading.appends()).extracting(Append::from, Append::next, Append::position)
        .containsExactly(tuple(0L, 1L, 1L), tuple(1L, 4L, 4L));
    assertThat(positions(reading)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void an_append_is_held_until_its_end_has_come_however_many_polls_it_takes() {
    records.add(LOG, append(1)).add(LOG, append(5));
    assertThat(positions(read(records.from(0, 3)))).containsExactly(1L);
    assertThat(read(records.from(3, 5)).appends()).isEmpty();
    assertThat(read(records.from(5, 6)).appends()).singleElement().satisfies(append -> {
      assertThat(append.from()).isEqualTo(1);
      assertThat(append.events()).hasSize(5);
    });
  }

  @Test
  void what_was_held_is_read_again_after_a_rewind() {
    records.add(LOG, append(1)).add(LOG, append(3));
    reader.committed(read(records.from(0, 3)).appends().getLast());
    reader.rewind();
    assertThat(reader.place().next()).isEqualTo(1);
    assertThat(positions(read(records.from(1, 4)))).containsExactly(2L, 3L, 4L);
  }

  @Test
  void what_was_applied_before_only_moves_the_offset() {
    records.add(LOG, append(2));
    var again = new PartitionReader(partition, PARTITIONING, ALL, new Place(0, 2, LOG));
    var reading = again.read(records.all());
    assertThat(reading.appends()).extracting(Append::next, Append::position)
        .containsExactly(tuple(1L, 2L), tuple(2L, 2L));
    assertThat(positions(reading)).isEmpty();
  }

  @Test
  void a_duplicate_within_an_append_does_not_cut_it() {
    var append = append(2);
    var duplicate = Records.of(partition, 1, append.getFirst(), LOG, 0);
    var end = Records.of(partition, 2, append.getLast(), LOG, 1);
    var reading = read(List.of(Records.of(partition, 0, append.getFirst(), LOG, 0), duplicate, end));
    assertThat(reading.appends()).singleElement().extracting(Append::next).isEqualTo(3L);
    assertThat(positions(reading)).containsExactly(1L, 2L);
  }

  @Test
  void what_a_view_does_not_want_moves_offset_and_position_on_and_is_not_read() {
    var unreadable = record("TaskCreated", 1, "{", 1, append(1).getFirst());
    var append = history.append(tag(), History.created(owner, History.task()));
    var reading = wanting(TAGS).read(List.of(unreadable,
        Records.of(partition, 1, append.getFirst(), LOG, 1),
        Records.of(partition, 2, append.getLast(), LOG, 2)));
    assertThat(reading.fault()).isNull();
    assertThat(reading.appends()).extracting(Append::from, Append::next, Append::position)
        .containsExactly(tuple(0L, 1L, 1L), tuple(1L, 3L, 3L));
    assertThat(positions(reading)).containsExactly(2L);
  }

  @Test
  void an_append_is_not_cut_before_an_end_that_the_view_does_not_want() {
    records.add(LOG, history.append(tag(), History.created(owner, History.task()), tag()));
    var reader = wanting(TAGS);
    assertThat(reader.read(records.from(0, 2)).appends()).isEmpty();
    assertThat(reader.read(records.from(2, 3)).appends()).singleElement()
        .satisfies(
            append -> assertThat(append.events()).extracting(FeedEvent::position).containsExactly(1L, 3L));
  }

  @Test
  void a_gap_or_another_log_ends_the_reading_where_the_view_wants_nothing_too() {
    var first = Records.of(partition, 0, append(1).getFirst(), LOG, 0);
    append(1);
    var third = append(1).getFirst();
    var gap = Records.of(partition, 1, third, LOG, 2);
    var foreign = Records.of(partition, 1, third, UUID.randomUUID(), 1);
    assertThat(reason(wanting(TAGS).read(List.of(first, gap)))).isEqualTo(Reason.GAP);
    assertThat(reason(wanting(TAGS).read(List.of(first, foreign)))).isEqualTo(Reason.FOREIGN_LOG);
  }

  @Test
  void a_newer_version_is_poison_for_those_who_want_the_type_and_an_unknown_type_for_all() {
    var event = append(1).getFirst();
    var newer = record("TaskCreated", 2, event.data(), event.commit());
    var unknown = record("TaskSung", 1, event.data(), event.commit());
    assertThat(poison(wanting(ALL).read(List.of(newer)))).isEqualTo("UNKNOWN_TYPE");
    assertThat(received(wanting(TAGS).read(List.of(newer)))).isEmpty();
    assertThat(poison(wanting(TAGS).read(List.of(unknown)))).isEqualTo("UNKNOWN_TYPE");
  }

  @Test
  void a_gap_ends_the_reading_behind_what_is_whole() {
    records.add(LOG, append(1));
    append(1);
    var missing = Records.of(partition, 1, append(1).getFirst(), LOG, 2);
    var reading = reader.read(Stream.concat(records.all().stream(), Stream.of(missing)).toList());
    assertThat(reason(reading)).isEqualTo(Reason.GAP);
    assertThat(positions(reading)).containsExactly(1L);
  }

  @Test
  void another_log_ends_the_reading_even_where_positions_fit() {
    records.add(LOG, append(1)).add(UUID.randomUUID(), append(1));
    assertThat(reason(reader.read(records.all()))).isEqualTo(Reason.FOREIGN_LOG);
  }

  @Test
  void another_log_than_that_of_the_rows_is_not_taken_for_a_duplicate() {
    var rows = new PartitionReader(partition, PARTITIONING, ALL, new Place(0, 100, UUID.randomUUID()));
    assertThat(reason(rows.read(records.add(LOG, append(1)).all()))).isEqualTo(Reason.FOREIGN_LOG);
  }

  @Test
  void a_record_without_a_place_or_an_owner_ends_the_reading() {
    var event = append(1).getFirst();
    var noHeaders = new ConsumerRecord<>(Records.TOPIC, partition, 0, new byte[0], new byte[0]);
    var behindItsEnd = record(event.eventName(), 1, event.data(), 0);
    var noOwner = with("ce_partitionkey", "nobody");
    var keyOfAnother = withKey(History.owner().toString().getBytes(UTF_8));
    var noKey = withKey(null);
    var noPosition = with("ce_sequence", "1");
    for (var record : List.of(noHeaders, behindItsEnd, noOwner, keyOfAnother, noKey, noPosition)) {
      assertThat(reason(fresh().read(List.of(record)))).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void what_does_not_read_as_an_event_of_its_owner_is_poison() {
    var event = append(1).getFirst();
    var noJson = record(event.eventName(), 1, "{", event.commit());
    var ofAnother = record(event.eventName(), 1,
        event.data().replace(owner.toString(), History.owner().toString()), event.commit());
    var noUtf8 = record(event.eventName(), 1, event.data(), event.commit());
    noUtf8.value()[event.data().indexOf("A task")] = (byte) 0xC0;
    for (var record : List.of(noJson, ofAnother, noUtf8, withValue(null), with("ce_time", "today"),
        with("ce_type", "Tasks"))) {
      var reading = fresh().read(List.of(record));
      assertThat(reading.fault()).isNull();
      assertThat(poison(reading)).isEqualTo("MALFORMED");
      assertThat(reading.appends()).extracting(Append::next, Append::position).containsExactly(tuple(1L, 1L));
    }
  }

  @Test
  void a_replacement_character_that_somebody_has_written_is_text() {
    records.add(LOG, history.append(History.created(owner, History.task(), "\uFFFD")));
    assertThat(positions(read(records.all()))).containsExactly(1L);
  }

  @ParameterizedTest
  @CsvSource({"TaskSung, 1", "TaskCreated, 2"})
  void an_event_that_only_a_newer_release_knows_poisons_its_append_and_the_reading_goes_on(String name,
      int version) {
    records.add(LOG, append(1)).add(LOG, append(2)).add(LOG, append(1));
    records.all().get(2).headers().add("ce_type", ("tasklog." + name + ".v" + version).getBytes(UTF_8));
    var reading = read(records.all());
    assertThat(poison(reading)).isEqualTo("UNKNOWN_TYPE");
    assertThat(received(reading).get(2)).isInstanceOfSatisfying(Poisoned.class,
        poisoned -> assertThat(poisoned.poison()).hasMessageContaining("tasklog." + name + ".v" + version));
    assertThat(reading.appends()).extracting(append -> append.received().size()).containsExactly(1, 2, 1);
    assertThat(positions(reading)).containsExactly(1L, 2L, 4L);
  }

  @Test
  void an_event_on_the_partition_of_another_owner_ends_the_reading() {
    var other = Stream.generate(History::owner).filter(id -> PARTITIONING.of(id) != partition).findFirst();
    var event = history.append(History.created(other.orElseThrow(), History.task()));
    assertThat(reason(reader.read(records.add(LOG, event).all()))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void no_fault_quotes_what_a_task_says() {
    var event = append(1).getFirst();
    var secret = record("TaskCreated", 1, event.data().replace("pending", "secret"), event.commit());
    assertThat(received(fresh().read(List.of(secret)))).singleElement().isInstanceOfSatisfying(Poisoned.class,
        poisoned -> assertThat(poisoned.poison()).hasMessageNotContaining("secret").hasNoCause());
  }

  private PartitionReader fresh() {
    return wanting(ALL);
  }

  private PartitionReader wanting(Set<EventType> wanted) {
    return new PartitionReader(partition, PARTITIONING, wanted, new Place(0, 0, null));
  }

  private TagCreated tag() {
    return new TagCreated(owner, new TagId(UUID.randomUUID()), "Tag");
  }

  private List<RecordedEvent> append(int events) {
    return history.append(Stream.generate(() -> History.created(owner, History.task())).limit(events)
        .toArray(TaskCreated[]::new));
  }

  private ConsumerRecord<byte[], byte[]> record(String name, int version, String data, long commit) {
    return record(name, version, data, commit, history.events().getFirst());
  }

  private ConsumerRecord<byte[], byte[]> record(String name, int version, String data, long commit,
      RecordedEvent event) {
    var record = Records.of(partition, 0, event, LOG, 0);
    var altered = new ConsumerRecord<>(Records.TOPIC, partition, 0, record.key(), data.getBytes(UTF_8));
    record.headers().forEach(altered.headers()::add);
    altered.headers().add("ce_type", ("tasklog." + name + ".v" + version).getBytes(UTF_8));
    altered.headers().add("ce_commit", ("0".repeat(19) + commit).getBytes(UTF_8));
    return altered;
  }

  private ConsumerRecord<byte[], byte[]> with(String header, String value) {
    var record = Records.of(partition, 0, history.events().getFirst(), LOG, 0);
    record.headers().add(header, value.getBytes(UTF_8));
    return record;
  }

  private ConsumerRecord<byte[], byte[]> withKey(byte @Nullable [] key) {
    var record = Records.of(partition, 0, history.events().getFirst(), LOG, 0);
    return copy(record, key, record.value());
  }

  private ConsumerRecord<byte[], byte[]> withValue(byte @Nullable [] value) {
    var record = Records.of(partition, 0, history.events().getFirst(), LOG, 0);
    return copy(record, record.key(), value);
  }

  private static ConsumerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> record,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    var copy = new ConsumerRecord<byte[], byte[]>(record.topic(), record.partition(), record.offset(), key,
        value);
    record.headers().forEach(copy.headers()::add);
    return copy;
  }

  private static List<Received> received(Reading reading) {
    return reading.appends().stream().flatMap(append -> append.received().stream()).toList();
  }

  /** Of the one event that is. */
  private static String poison(Reading reading) {
    var poisoned = received(reading).stream().filter(Poisoned.class::isInstance).map(Poisoned.class::cast)
        .toList();
    assertThat(poisoned).hasSize(1);
    return poisoned.getFirst().poison().reason().name();
  }

  private Reading read(List<ConsumerRecord<byte[], byte[]>> polled) {
    var reading = reader.read(polled);
    assertThat(reading.fault()).isNull();
    return reading;
  }

  private static List<Long> positions(Reading reading) {
    return reading.appends().stream().flatMap(append -> append.events().stream()).map(FeedEvent::position)
        .toList();
  }

  private static Reason reason(Reading reading) {
    return Objects.requireNonNull(reading.fault()).reason();
  }
}

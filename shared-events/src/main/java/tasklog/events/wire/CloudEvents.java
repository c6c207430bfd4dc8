package tasklog.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tasklog.events.Actor;
import tasklog.events.OwnerId;

/**
 * Events as records of Kafka: CloudEvents 1.0 in binary content mode of its Kafka protocol binding. The value is the
 * event's JSON, the key its owner, everything else a header. Over HTTP the same event is one JSON object.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">binding</a>
 */
public final class CloudEvents {

  private static final String SPECIFICATION = "1.0";
  private static final String CONTENT = "application/json";
  private static final String SOURCE = "/tasklog/";
  private static final byte[] LOG = SOURCE.getBytes(UTF_8);
  private static final Pattern TYPE = Pattern.compile("tasklog\\.([A-Za-z]+)\\.v([1-9][0-9]{0,8})");

  private CloudEvents() {}

  /**
   * An event as it was delivered.
   *
   * @param incarnation of the log that it is from
   * @param previous    the position before it on the same partition, 0 for the first
   */
  public record Delivered(RecordedEvent event, UUID incarnation, long previous) {

    public Placed placed() {
      return new Placed(event.owner(), event.position(), event.commit(), incarnation, previous);
    }
  }

  /**
   * Whose event it is, and where it stands on the stream: what has to be known of one that cannot be read.
   *
   * @param commit      last position of the append that it is part of
   * @param incarnation of the log that it is from
   * @param previous    the position before it on the same partition, 0 for the first
   */
  public record Placed(OwnerId owner, long position, long commit, UUID incarnation, long previous) {}

  /** A record that is not an event of Tasklog's contract; the message names the header. */
  public static final class Malformed extends RuntimeException {
    private Malformed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The headers of an event, in a fixed order. */
  public static Map<String, byte[]> headers(RecordedEvent event, UUID incarnation, long previous) {
    var headers = new LinkedHashMap<String, byte[]>(32);
    put(headers, Header.SPECVERSION, SPECIFICATION);
    put(headers, Header.ID, event.id().toString());
    put(headers, Header.SOURCE, SOURCE + incarnation);
    put(headers, Header.TYPE, event.ceType());
    put(headers, Header.TIME, TasklogJson.text(event.occurredAt()));
    put(headers, Header.RECORDEDTIME, TasklogJson.text(event.recordedAt()));
    put(headers, Header.SUBJECT, event.subject() == null ? null : event.subject().toString());
    put(headers, Header.DATASCHEMA, "urn:tasklog:schema:" + event.ceType());
    put(headers, Header.PARTITIONKEY, event.owner().toString());
    put(headers, Header.SEQUENCE, sequence(event.position()));
    put(headers, Header.PREVIOUS, sequence(previous));
    put(headers, Header.COMMIT, sequence(event.commit()));
    put(headers, Header.AUTHTYPE, event.actor().type());
    put(headers, Header.AUTHID, event.actor().id());
    put(headers, Header.CORRELATIONID, event.correlationId());
    put(headers, Header.CAUSATIONID, event.causationId());
    put(headers, Header.TRACEPARENT, event.traceparent());
    put(headers, Header.CONTENT_TYPE, CONTENT);
    return headers;
  }

  /**
   * The same event as one JSON object: CloudEvents 1.0 in its JSON event format. It has an attribute for each of the
   * {@link #headers}, of the same value, and the event's own JSON as it is.
   *
   * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">format</a>
   */
  public static String json(RecordedEvent event, UUID incarnation, long previous) {
    var json = new StringWriter(event.data().length() + 1024);
    try (var out = TasklogJson.mapper().createGenerator(json)) {
      out.writeStartObject();
      headers(event, incarnation, previous)
          .forEach((header, value) -> out.writeStringProperty(attribute(header), new String(value, UTF_8)));
      out.writeName("data");
      out.writeRawValue(event.data());
      out.writeEndObject();
    }
    return json.toString();
  }

  private static String attribute(String header) {
    return header.equals(Header.CONTENT_TYPE.text) ? "datacontenttype" : header.replaceFirst("^ce_", "");
  }

  /**
   * Reads a record.
   *
   * @param header the last value of a header by its name, or null
   * @throws Malformed when a header that every event has is absent or cannot be read
   */
  public static Delivered read(Function<String, byte @Nullable []> header, byte @Nullable [] value) {
    return read(Headers.of(header), value);
  }

  /**
   * Reads a record.
   *
   * @throws Malformed when a header that every event has is absent or cannot be read
   */
  public static Delivered read(Headers headers, byte @Nullable [] value) {
    if (value == null) {
      throw new Malformed("value is absent", null);
    }
    headers.require(Header.SPECVERSION, SPECIFICATION);
    headers.require(Header.CONTENT_TYPE, CONTENT);
    var type = headers.type();
    return new Delivered(
        new RecordedEvent(
            headers.number(Header.SEQUENCE),
            headers.uuid(Header.ID),
            type.name(),
            type.version(),
            new OwnerId(headers.uuid(Header.PARTITIONKEY)),
            headers.time(Header.TIME),
            headers.time(Header.RECORDEDTIME),
            new Actor(headers.text(Header.AUTHTYPE), headers.text(Header.AUTHID)),
            headers.has(Header.SUBJECT) ? headers.uuid(Header.SUBJECT) : null,
            headers.number(Header.COMMIT),
            headers.optional(Header.CORRELATIONID),
            headers.optional(Header.CAUSATIONID),
            headers.optional(Header.TRACEPARENT),
            new String(value, UTF_8)),
        headers.incarnation(),
        headers.number(Header.PREVIOUS));
  }

  /**
   * Reads of a record no more than where it stands.
   *
   * @throws Malformed when not even that can be read
   */
  public static Placed place(Headers headers) {
    return new Placed(new OwnerId(headers.uuid(Header.PARTITIONKEY)), headers.number(Header.SEQUENCE),
        headers.number(Header.COMMIT), headers.incarnation(), headers.number(Header.PREVIOUS));
  }

  /** A position as CloudEvents' sequence extension wants it: sorted as text, sorted as a number. */
  static String sequence(long position) {
    var digits = Long.toString(position);
    return "0".repeat(20 - digits.length()) + digits;
  }

  private static void put(Map<String, byte[]> headers, Header header, @Nullable String value) {
    if (value != null) {
      headers.put(header.text, value.getBytes(UTF_8));
    }
  }

  /** In the order in which they are written. */
  private enum Header {
    SPECVERSION("ce_specversion"),
    ID("ce_id"),
    SOURCE("ce_source"),
    TYPE("ce_type"),
    TIME("ce_time"),
    RECORDEDTIME("ce_recordedtime"),
    SUBJECT("ce_subject"),
    DATASCHEMA("ce_dataschema"),
    PARTITIONKEY("ce_partitionkey"),
    SEQUENCE("ce_sequence"),
    PREVIOUS("ce_previous"),
    COMMIT("ce_commit"),
    AUTHTYPE("ce_authtype"),
    AUTHID("ce_authid"),
    CORRELATIONID("ce_correlationid"),
    CAUSATIONID("ce_causationid"),
    TRACEPARENT("traceparent"),
    CONTENT_TYPE("content-type");

    private static final Header[] ALL = values();

    private final String text;

    Header(String text) {
      this.text = text;
    }
  }

  /** What a record's type says. */
  private record Type(String name, int version) {

    /** Those that this build knows. */
    private static final Map<String, Type> KNOWN = known();

    private static Map<String, Type> known() {
      var known = new HashMap<String, Type>();
      for (var type : EventType.values()) {
        for (var version = 1; version <= type.version(); version++) {
          known.put(type.ceType(version), new Type(type.eventName(), version));
        }
      }
      return Map.copyOf(known);
    }
  }

  /**
   * The headers of one record, each found at once when they are added in the order in which they are written. Of several of
   * one name the last one counts; what no event has is passed over. For one thread.
   */
  public static final class Headers {

    private final byte[] @Nullable [] values = new byte[Header.ALL.length] @Nullable [];
    private int next;

    private static Headers of(Function<String, byte @Nullable []> header) {
      var headers = new Headers();
      for (var one : Header.ALL) {
        headers.values[one.ordinal()] = header.apply(one.text);
      }
      return headers;
    }

    public void add(String name, byte @Nullable [] value) {
      for (var step = 0; step < Header.ALL.length; step++) {
        var index = (next + step) % Header.ALL.length;
        if (Header.ALL[index].text.equals(name)) {
          values[index] = value;
          next = index + 1;
          return;
        }
      }
    }

    private boolean has(Header header) {
      return values[header.ordinal()] != null;
    }

    private @Nullable String optional(Header header) {
      var value = values[header.ordinal()];
      return value == null ? null : new String(value, UTF_8);
    }

    private String text(Header header) {
      return new String(bytes(header), UTF_8);
    }

    private byte[] bytes(Header header) {
      var value = values[header.ordinal()];
      if (value == null) {
        throw new Malformed(header.text + " is absent", null);
      }
      return value;
    }

    private void require(Header header, String value) {
      if (!text(header).equals(value)) {
        throw new Malformed(header.text + " is not " + value, null);
      }
    }

    private Type type() {
      var text = text(Header.TYPE);
      var known = Type.KNOWN.get(text);
      if (known != null) {
        return known;
      }
      var type = TYPE.matcher(text);
      if (!type.matches()) {
        throw new Malformed(Header.TYPE.text, null);
      }
      return new Type(type.group(1), Integer.parseInt(type.group(2)));
    }

    private long number(Header header) {
      return parse(header, Canonical::sequence);
    }

    private UUID uuid(Header header) {
      return parse(header, value -> Canonical.uuid(value, 0));
    }

    private Instant time(Header header) {
      return parse(header, value -> TasklogJson.time(new String(value, UTF_8)));
    }

    private UUID incarnation() {
      return parse(Header.SOURCE, value -> {
        if (value.length < LOG.length || !Arrays.equals(value, 0, LOG.length, LOG, 0, LOG.length)) {
          throw new IllegalArgumentException("not a log of Tasklog");
        }
        return Canonical.uuid(value, LOG.length);
      });
    }

    private <T> T parse(Header header, Function<byte[], T> parser) {
      var value = bytes(header);
      try {
        return parser.apply(value);
      } catch (RuntimeException e) {
        throw new Malformed(header.text, e);
      }
    }
  }
}

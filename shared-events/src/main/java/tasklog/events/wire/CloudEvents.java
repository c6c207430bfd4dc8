package tasklog.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
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
    put(headers, "ce_specversion", SPECIFICATION);
    put(headers, "ce_id", event.id().toString());
    put(headers, "ce_source", SOURCE + incarnation);
    put(headers, "ce_type", event.ceType());
    put(headers, "ce_time", TasklogJson.text(event.occurredAt()));
    put(headers, "ce_recordedtime", TasklogJson.text(event.recordedAt()));
    put(headers, "ce_subject", event.subject() == null ? null : event.subject().toString());
    put(headers, "ce_dataschema", "urn:tasklog:schema:" + event.ceType());
    put(headers, "ce_partitionkey", event.owner().toString());
    put(headers, "ce_sequence", sequence(event.position()));
    put(headers, "ce_previous", sequence(previous));
    put(headers, "ce_commit", sequence(event.commit()));
    put(headers, "ce_authtype", event.actor().type());
    put(headers, "ce_authid", event.actor().id());
    put(headers, "ce_correlationid", event.correlationId());
    put(headers, "ce_causationid", event.causationId());
    put(headers, "traceparent", event.traceparent());
    put(headers, "content-type", CONTENT);
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
    return header.equals("content-type") ? "datacontenttype" : header.replaceFirst("^ce_", "");
  }

  /**
   * Reads a record.
   *
   * @param header the last value of a header by its name, or null
   * @throws Malformed when a header that every event has is absent or cannot be read
   */
  public static Delivered read(Function<String, byte @Nullable []> header, byte @Nullable [] value) {
    if (value == null) {
      throw new Malformed("value is absent", null);
    }
    var in = new Headers(header);
    in.require("ce_specversion", SPECIFICATION);
    in.require("content-type", CONTENT);
    var type = in.type();
    var subject = in.optional("ce_subject");
    return new Delivered(
        new RecordedEvent(
            in.number("ce_sequence"),
            in.uuid("ce_id"),
            type.group(1),
            Integer.parseInt(type.group(2)),
            new OwnerId(in.uuid("ce_partitionkey")),
            in.time("ce_time"),
            in.time("ce_recordedtime"),
            new Actor(in.text("ce_authtype"), in.text("ce_authid")),
            subject == null ? null : in.uuid("ce_subject"),
            in.number("ce_commit"),
            in.optional("ce_correlationid"),
            in.optional("ce_causationid"),
            in.optional("traceparent"),
            new String(value, UTF_8)),
        in.incarnation(),
        in.number("ce_previous"));
  }

  /**
   * Reads of a record no more than where it stands.
   *
   * @throws Malformed when not even that can be read
   */
  public static Placed place(Function<String, byte @Nullable []> header) {
    var in = new Headers(header);
    return new Placed(new OwnerId(in.uuid("ce_partitionkey")), in.number("ce_sequence"),
        in.number("ce_commit"),
        in.incarnation(), in.number("ce_previous"));
  }

  /** A position as CloudEvents' sequence extension wants it: sorted as text, sorted as a number. */
  static String sequence(long position) {
    var digits = Long.toString(position);
    return "0".repeat(20 - digits.length()) + digits;
  }

  private static UUID uuid(String text) {
    return canonical(text, UUID.fromString(text), UUID::toString);
  }

  /** The parsers of the JDK read more forms than the one that is written. */
  private static <T> T canonical(String text, T value, Function<T, String> form) {
    if (!form.apply(value).equals(text)) {
      throw new IllegalArgumentException("not as it is written");
    }
    return value;
  }

  private static void put(Map<String, byte[]> headers, String name, @Nullable String value) {
    if (value != null) {
      headers.put(name, value.getBytes(UTF_8));
    }
  }

  private record Headers(Function<String, byte @Nullable []> values) {

    @Nullable
    String optional(String name) {
      var value = values.apply(name);
      return value == null ? null : new String(value, UTF_8);
    }

    String text(String name) {
      var value = optional(name);
      if (value == null) {
        throw new Malformed(name + " is absent", null);
      }
      return value;
    }

    void require(String name, String value) {
      if (!text(name).equals(value)) {
        throw new Malformed(name + " is not " + value, null);
      }
    }

    MatchResult type() {
      var type = TYPE.matcher(text("ce_type"));
      if (!type.matches()) {
        throw new Malformed("ce_type", null);
      }
      return type;
    }

    long number(String name) {
      return parse(name, text -> canonical(text, Long.parseLong(text), CloudEvents::sequence));
    }

    UUID uuid(String name) {
      return parse(name, CloudEvents::uuid);
    }

    Instant time(String name) {
      return parse(name, TasklogJson::time);
    }

    UUID incarnation() {
      return parse("ce_source", text -> {
        if (!text.startsWith(SOURCE)) {
          throw new IllegalArgumentException("not a log of Tasklog");
        }
        return CloudEvents.uuid(text.substring(SOURCE.length()));
      });
    }

    private <T> T parse(String name, Function<String, T> parser) {
      var text = text(name);
      try {
        return parser.apply(text);
      } catch (RuntimeException e) {
        throw new Malformed(name, e);
      }
    }
  }
}

package tasklog.cli.tail;

import tasklog.events.wire.TasklogJson;
import tools.jackson.databind.util.RawValue;

/**
 * An event in the JSON format of CloudEvents, on one line: the headers are its attributes, and its data are as they
 * came.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">format</a>
 */
final class CloudEventJson {

  private static final String PREFIX = "ce_";

  private CloudEventJson() {}

  static String of(Streamed streamed) {
    var attributes = TasklogJson.mapper().createObjectNode();
    streamed.headers().forEach((name, value) -> attributes.put(attribute(name), value));
    attributes.putRawValue("data", new RawValue(streamed.event().data()));
    return TasklogJson.mapper().writeValueAsString(attributes);
  }

  private static String attribute(String header) {
    if (header.equals("content-type")) return "datacontenttype";
    return header.startsWith(PREFIX) ? header.substring(PREFIX.length()) : header;
  }
}

package tasklog.projection.history.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import tasklog.projection.history.CloudEvent;

/**
 * Events as a stream sends them, in the format of the
 * <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a>.
 *
 * @param number of events
 * @param last   position of the last of them
 */
record Frames(byte[] bytes, int number, long last) {

  /** Characters that a stream may hold in memory while its client does not read, unless a single event has more. */
  static final int MOST = 32 * 1024;

  /** Of the first events, as many as there is room for, at least one. */
  static Frames of(List<CloudEvent> events) {
    var text = new StringBuilder();
    var number = 0;
    var last = 0L;
    for (var event : events) {
      if (text.length() > 0 && text.length() + event.json().length() > MOST) {
        break;
      }
      append(text, event);
      number++;
      last = event.position();
    }
    return new Frames(text.toString().getBytes(UTF_8), number, last);
  }

  /** White space between the tokens of JSON may be the end of a line; the client puts one there again. */
  private static void append(StringBuilder text, CloudEvent event) {
    text.append("id: ").append(event.position()).append("\nevent: ").append(event.type()).append('\n');
    event.json().lines().forEach(line -> text.append("data: ").append(line).append('\n'));
    text.append('\n');
  }

  /** What a client passes over. */
  static byte[] comment(String text) {
    return (": " + text + "\n\n").getBytes(UTF_8);
  }
}

package tasklog.projection.feed.parking;

import java.util.ArrayList;
import java.util.Base64;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import tasklog.events.wire.TasklogJson;

/** The headers of a record as JSON and back, in their order, with the same name more than once: nothing is lost. */
final class HeaderJson {

  private HeaderJson() {}

  static String of(Headers headers) {
    var pairs = new ArrayList<@Nullable String[]>();
    for (var header : headers) {
      var value = header.value();
      pairs.add(new @Nullable String[]{header.key(),
          value == null ? null : Base64.getEncoder().encodeToString(value)});
    }
    return TasklogJson.mapper().writeValueAsString(pairs);
  }

  static Headers read(String json) {
    var headers = new RecordHeaders();
    for (var pair : TasklogJson.mapper().readValue(json, String[][].class)) {
      headers.add(pair[0], pair[1] == null ? null : Base64.getDecoder().decode(pair[1]));
    }
    return headers;
  }
}

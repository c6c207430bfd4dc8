package tasklog.projection.history.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What a client has heard of a stream. */
final class Listening extends OutputStream {

  private static final Pattern ID = Pattern.compile("(?m)^id: (\\d+)$");

  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private boolean cut;
  private volatile boolean complete;

  @Override
  public void write(int one) throws IOException {
    write(new byte[]{(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    if (cut) {
      throw new IOException("Broken pipe");
    }
    heard.write(bytes, offset, length);
  }

  /** Hears no more; answers what it has heard. */
  synchronized List<Long> cut() {
    cut = true;
    return ids();
  }

  void complete() {
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  synchronized String text() {
    return heard.toString(UTF_8);
  }

  List<Long> ids() {
    return ID.matcher(text()).results().map(id -> Long.parseLong(id.group(1))).toList();
  }

  void awaitIds(List<Long> ids) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(ids()).isEqualTo(ids));
  }
}

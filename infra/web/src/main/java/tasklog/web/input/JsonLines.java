package tasklog.web.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import tasklog.web.ErrorCode;
import tasklog.web.MalformedJson;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;
import tools.jackson.core.JacksonException;

/**
 * A body with one JSON value on each line, read as it arrives: no more of it is held than one line. A line ends with a
 * line feed, the last one also with the body. Lines of blanks hold nothing and are passed over. Not thread-safe.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">NDJSON</a>
 */
public final class JsonLines {

  public static final String MEDIA_TYPE = "application/x-ndjson";

  private final InputStream in;
  private final int maxBytes;
  private final byte[] buffer = new byte[64 * 1024];
  private int at;
  private int end;
  private int number;

  /** @param maxBytes the longest line that is read */
  public JsonLines(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** The next line that is not blank; null at the end. */
  public @Nullable Line next() throws IOException {
    while (hasMore()) {
      var line = read();
      if (!line.isBlank()) {
        return line;
      }
    }
    return null;
  }

  private Line read() throws IOException {
    number++;
    var bytes = new ByteArrayOutputStream();
    var fits = true;
    while (hasMore()) {
      var from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      fits &= bytes.size() + at - from <= maxBytes;
      if (fits) {
        bytes.write(buffer, from, at - from);
      }
      if (at < end) {
        at++;
        break;
      }
    }
    return new Line(number, fits ? bytes.toByteArray() : null);
  }

  private boolean hasMore() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer));
    }
    return end > 0;
  }

  /** One line of the body. */
  public final class Line {

    private final int number;
    private final byte @Nullable [] bytes;

    private Line(int number, byte @Nullable [] bytes) {
      this.number = number;
      this.bytes = bytes;
    }

    /** From 1; blank lines count. */
    public int number() {
      return number;
    }

    private boolean isBlank() {
      if (bytes == null) {
        return false;
      }
      for (var b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }

    /** @throws ProblemException when it is too long, not UTF-8 or not JSON */
    public Body body() {
      if (bytes == null) {
        throw ProblemException.invalid(
            ProblemError.pointer("", ErrorCode.TOO_LONG, "must have at most " + maxBytes + " bytes"));
      }
      try {
        return Body.parse(bytes);
      } catch (JacksonException malformed) {
        throw MalformedJson.problem(malformed);
      }
    }
  }
}

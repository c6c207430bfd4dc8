package tasklog.command.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.Collections;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.input.IfMatch;

/**
 * A request that takes its fingerprint while its body is read, so that no body is held for it. What it is of: method,
 * path with query, {@code If-Match} and body, since these decide what is done. {@code Prefer} only decides how it is
 * told. Used by one thread.
 */
final class FingerprintedRequest extends HttpServletRequestWrapper {

  private final Mac mac;
  private @Nullable Stream stream;
  private byte @Nullable [] fingerprint;

  FingerprintedRequest(HttpServletRequest request, Mac mac) {
    super(request);
    this.mac = mac;
    var query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    add(request.getMethod() + " " + request.getRequestURI() + query);
    add(String.join(",", Collections.list(request.getHeaders(IfMatch.HEADER))));
  }

  /** A line: none of them has a line feed in it. */
  private void add(String line) {
    mac.update((line + "\n").getBytes(UTF_8));
  }

  /** Reads what nobody has read of the body; afterwards it is always the same. */
  byte[] fingerprint() {
    if (fingerprint == null) {
      try {
        getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException _) { // who sent it has gone
        throw ProblemException.of(ProblemCode.MALFORMED_REQUEST);
      }
      fingerprint = mac.doFinal();
    }
    return fingerprint;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    if (stream == null) {
      stream = new Stream(super.getInputStream(), mac);
    }
    return stream;
  }

  @Override
  public BufferedReader getReader() throws IOException {
    var encoding = getCharacterEncoding();
    return new BufferedReader(new InputStreamReader(getInputStream(), encoding == null ? "UTF-8" : encoding));
  }

  private static final class Stream extends ServletInputStream {

    private final ServletInputStream in;
    private final Mac mac;

    Stream(ServletInputStream in, Mac mac) {
      this.in = in;
      this.mac = mac;
    }

    @Override
    public int read() throws IOException {
      var b = in.read();
      if (b >= 0) {
        mac.update((byte) b);
      }
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var n = in.read(buffer, offset, length);
      if (n > 0) {
        mac.update(buffer, offset, n);
      }
      return n;
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }
  }
}

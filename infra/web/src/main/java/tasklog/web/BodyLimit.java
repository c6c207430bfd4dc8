package tasklog.web;

import static java.util.stream.Collectors.toUnmodifiableMap;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/** Ends the reading of a body that is longer than its path may have, whether its length was announced or not. */
final class BodyLimit extends OncePerRequestFilter {

  private final long most;
  private final Map<String, Long> mostOf;

  BodyLimit(DataSize most, List<LongBody> exceptions) {
    this.most = most.toBytes();
    this.mostOf = exceptions.stream()
        .collect(toUnmodifiableMap(LongBody::path, body -> body.max().toBytes()));
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    // Decoded: a path that is spelled in a way that only a controller understands has the ordinary limit.
    var maxBytes = mostOf.getOrDefault(request.getServletPath(), most);
    if (request.getContentLengthLong() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    var announced = request.getContentLengthLong() >= 0;
    chain.doFilter(announced ? request : new Counted(request, maxBytes), response);
  }

  private static ProblemException tooLarge(long maxBytes) {
    return ProblemException.of(ProblemCode.PAYLOAD_TOO_LARGE,
        "The body may have at most " + maxBytes + " bytes");
  }

  private static final class Counted extends HttpServletRequestWrapper {

    private final long maxBytes;

    Counted(HttpServletRequest request, long maxBytes) {
      super(request);
      this.maxBytes = maxBytes;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return new CountedStream(super.getInputStream(), maxBytes);
    }
  }

  private static final class CountedStream extends ServletInputStream {

    private final ServletInputStream in;
    private final long maxBytes;
    private long read;

    CountedStream(ServletInputStream in, long maxBytes) {
      this.in = in;
      this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
      var b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      var n = in.read(buffer, offset, length);
      count(Math.max(0, n));
      return n;
    }

    private void count(int n) {
      read += n;
      if (read > maxBytes) {
        throw tooLarge(maxBytes);
      }
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

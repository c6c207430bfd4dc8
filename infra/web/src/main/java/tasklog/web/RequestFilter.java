package tasklog.web;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The outermost filter: gives each request its id, and turns what no controller has handled into a problem, so that
 * nothing is left for the container to report.
 */
final class RequestFilter implements Filter {

  record Current(String requestId, @Nullable String traceParent) {}

  static final ScopedValue<Current> CURRENT = ScopedValue.newInstance();

  private static final String ATTRIBUTE = RequestFilter.class.getName();
  private static final String MDC_KEY = "request_id";

  private final ProblemWriter problems;

  RequestFilter(ProblemWriter problems) {
    this.problems = problems;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    var answer = (HttpServletResponse) response;
    var current = current(http);
    answer.setHeader(RequestId.HEADER, current.requestId());
    ScopedValue.where(CURRENT, current).run(() -> {
      MDC.put(MDC_KEY, current.requestId());
      try {
        chain.doFilter(http, answer);
      } catch (Exception e) {
        problems.write(answer, e);
      } finally {
        MDC.remove(MDC_KEY);
      }
    });
  }

  /** An error or asynchronous dispatch is still the same request. */
  private static Current current(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Current known) {
      return known;
    }
    var current = new Current(
        RequestId.takeOrMake(request.getHeader(RequestId.HEADER)),
        TraceParent.valid(request.getHeader(TraceParent.HEADER)));
    request.setAttribute(ATTRIBUTE, current);
    return current;
  }

  /** The id that the filter gave to a request, for what runs around it. */
  static String idOf(HttpServletRequest request) {
    return current(request).requestId();
  }
}

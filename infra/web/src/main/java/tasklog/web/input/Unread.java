package tasklog.web.input;

import static tasklog.web.ProblemCode.PRECONDITION_NOT_SUPPORTED;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import tasklog.web.ErrorCode;
import tasklog.web.ProblemError;
import tasklog.web.ProblemException;

/**
 * Refuses what a controller of ours would silently pass over: query parameters when it declares no
 * {@link QueryParameters}, preconditions when it declares no {@link IfMatch} or {@link IfNoneMatch}.
 */
final class Unread implements HandlerInterceptor {

  private static final String OURS = "tasklog.";
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method && method.getBeanType().getName().startsWith(OURS)
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      refuseQuery(request, method);
      refusePrecondition(request, method);
    }
    return true;
  }

  private static void refuseQuery(HttpServletRequest request, HandlerMethod method) {
    if (request.getQueryString() != null && !declares(method, QueryParameters.class)
        && Arrays.stream(method.getMethodParameters())
            .noneMatch(parameter -> parameter.hasParameterAnnotation(RequestParam.class))) {
      QueryParameters.of(request.getQueryString()).check();
    }
  }

  private static void refusePrecondition(HttpServletRequest request, HandlerMethod method) {
    if (request.getHeader(IfMatch.HEADER) != null && !declares(method, IfMatch.class)) {
      throw notSupported(IfMatch.HEADER);
    }
    if (request.getHeader(IfNoneMatch.HEADER) != null && !SAFE.contains(request.getMethod())
        && !declares(method, IfNoneMatch.class)) {
      throw notSupported(IfNoneMatch.HEADER);
    }
  }

  private static boolean declares(HandlerMethod method, Class<?> type) {
    return Arrays.stream(method.getMethodParameters())
        .map(MethodParameter::getParameterType)
        .anyMatch(type::equals);
  }

  private static ProblemException notSupported(String header) {
    return ProblemException.of(PRECONDITION_NOT_SUPPORTED)
        .with(
            ProblemError.header(header, ErrorCode.UNKNOWN_VALUE, "is taken by writes of one resource only"));
  }
}

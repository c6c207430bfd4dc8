package tasklog.web.input;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives controllers what they declare of this package; a {@link ConsistencyToken} is null when there is none. */
final class RequestArguments implements HandlerMethodArgumentResolver {

  private static final Map<Class<?>, Function<HttpServletRequest, @Nullable Object>> READERS = Map.of(
      QueryParameters.class, request -> QueryParameters.of(request.getQueryString()),
      IfMatch.class, request -> IfMatch.parse(all(request, IfMatch.HEADER)),
      IfNoneMatch.class, request -> IfNoneMatch.parse(all(request, IfNoneMatch.HEADER)),
      Prefer.class, request -> Prefer.parse(all(request, Prefer.HEADER)),
      ConsistencyToken.class, RequestArguments::token);

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return READERS.containsKey(parameter.getParameterType());
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    var http = request.getNativeRequest(HttpServletRequest.class);
    var reader = READERS.get(parameter.getParameterType());
    return http == null || reader == null ? null : reader.apply(http);
  }

  /** Two tokens say no more than a malformed one. */
  private static @Nullable ConsistencyToken token(HttpServletRequest request) {
    var lines = all(request, ConsistencyToken.HEADER);
    return lines.isEmpty() ? null : ConsistencyToken.parse(String.join(",", lines));
  }

  static List<String> all(HttpServletRequest request, String header) {
    return Collections.list(request.getHeaders(header));
  }
}

package tasklog.web.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import tasklog.events.OwnerId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/** Gives controllers the {@link Caller}, or the {@link OwnerId} that the caller reads or writes as. */
final class CallerArguments implements HandlerMethodArgumentResolver {

  /** Owns nothing, ever: what a caller without an account reads. No account gets this id. */
  static final OwnerId NOBODY = new OwnerId(new UUID(0, 0));

  private static final Set<String> READS = Set.of("GET", "HEAD");

  private final OwnerResolver resolver;

  CallerArguments(OwnerResolver resolver) {
    this.resolver = resolver;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Caller.class || parameter.getParameterType() == OwnerId.class;
  }

  @Override
  public @Nullable Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    var caller = Caller.current().orElseThrow(() -> ProblemException.of(ProblemCode.UNAUTHENTICATED));
    if (parameter.getParameterType() == Caller.class) {
      return caller;
    }
    var http = request.getNativeRequest(HttpServletRequest.class);
    return owner(caller, http == null || !READS.contains(http.getMethod()));
  }

  private OwnerId owner(Caller caller, boolean writing) {
    if (caller.own()) {
      return new OwnerId(UUID.fromString(caller.subject()));
    }
    return resolver.resolve(caller, writing).orElseGet(() -> {
      if (writing) {
        throw Refusals.invalidToken();
      }
      return NOBODY;
    });
  }
}

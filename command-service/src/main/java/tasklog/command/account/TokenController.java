package tasklog.command.account;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tasklog.web.input.Body;

/** Log-in. */
@RestController
class TokenController {

  private static final String BEARER = "Bearer";

  /** @param expiresIn in seconds */
  record TokenResource(String accessToken, String tokenType, long expiresIn, String scope) {}

  private final LogIn logIn;
  private final AttemptLimits limits;

  TokenController(LogIn logIn, AttemptLimits limits) {
    this.logIn = logIn;
    this.limits = limits;
  }

  /** What cannot be an address or a password of anyone is as wrong as any other: only its type is looked at. */
  @PostMapping(path = "/v1/tokens", consumes = "application/json")
  ResponseEntity<TokenResource> token(@RequestBody Body body, HttpServletRequest request) {
    var email = body.text("email", 0, Integer.MAX_VALUE).required();
    var password = body.text("password", 0, Integer.MAX_VALUE).required();
    body.check();
    var signed = limits.logIn(request.getRemoteAddr(), email.get(),
        () -> logIn.logIn(email.get(), password.get()));
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(new TokenResource(signed.token(), BEARER, signed.life().toSeconds(), signed.scope()));
  }
}

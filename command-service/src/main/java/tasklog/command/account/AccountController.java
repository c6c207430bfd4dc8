package tasklog.command.account;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tasklog.command.web.Answers;
import tasklog.events.OwnerId;
import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;
import tasklog.web.input.Body;
import tasklog.web.input.Prefer;

/** Registration, and one's own account. */
@RestController
@RequestMapping("/v1/accounts")
class AccountController {

  private static final URI ME = URI.create("/v1/accounts/me");

  private final Registration registration;
  private final AccountRows rows;
  private final AccountLog log;
  private final AttemptLimits limits;
  private final Answers answers;

  AccountController(
      Registration registration, AccountRows rows, AccountLog log, AttemptLimits limits, Answers answers) {
    this.registration = registration;
    this.rows = rows;
    this.log = log;
    this.limits = limits;
    this.answers = answers;
  }

  @PostMapping(consumes = "application/json")
  ResponseEntity<AccountResource> register(@RequestBody Body body, Prefer prefer,
      HttpServletRequest request) {
    var email = AccountBodies.email(body);
    var password = AccountBodies.newPassword(body);
    var displayName = AccountBodies.displayName(body);
    body.check();
    limits.registration(request.getRemoteAddr());
    var registered = registration.register(email.get(), password.get(), displayName.get());
    var account = AccountBodies.resource(registered.account(), registered.state());
    return answers.answer(account, registered.state().version(), prefer, ResponseEntity.created(ME));
  }

  @GetMapping("/me")
  AccountResource me(OwnerId owner) {
    var row = rows.find(owner).orElseThrow(() -> ProblemException.of(ProblemCode.ACCOUNT_NOT_FOUND));
    return AccountBodies.resource(row, log.state(owner));
  }
}

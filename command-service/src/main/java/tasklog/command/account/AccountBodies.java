package tasklog.command.account;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import tasklog.web.ErrorCode;
import tasklog.web.input.Body;
import tasklog.web.input.Field;

/** Bodies of requests on accounts, read and checked, and the body of their answers. */
final class AccountBodies {

  private static final int MAX_EMAIL_BYTES = 254;
  private static final int MAX_DISPLAY_NAME = 200;

  /** Something, an at sign, something, and no blank or control character: whether mail arrives is not to be told. */
  private static final Pattern EMAIL = Pattern.compile(
      "[^@\\s\\p{Cc}]{1,64}@[^@\\s\\p{Cc}]+", Pattern.UNICODE_CHARACTER_CLASS);

  private AccountBodies() {}

  static Field<String> email(Body body) {
    return body.text("email", 1, MAX_EMAIL_BYTES).required()
        .verify(email -> email.getBytes(StandardCharsets.UTF_8).length <= MAX_EMAIL_BYTES, ErrorCode.TOO_LONG,
            "must have at most " + MAX_EMAIL_BYTES + " bytes")
        .verify(email -> EMAIL.matcher(email).matches(), ErrorCode.MALFORMED_EMAIL,
            "must be an e-mail address");
  }

  static Field<String> newPassword(Body body, String name) {
    return body.text(name, 0, Integer.MAX_VALUE).required()
        .verify(password -> Passwords.bytes(password) >= Passwords.MIN_BYTES, ErrorCode.TOO_SHORT,
            "must have at least " + Passwords.MIN_BYTES + " bytes of UTF-8")
        .verify(password -> Passwords.bytes(password) <= Passwords.MAX_BYTES, ErrorCode.TOO_LONG,
            "must have at most " + Passwords.MAX_BYTES + " bytes of UTF-8");
  }

  static Field<String> displayName(Body body) {
    return body.text("display_name", 1, MAX_DISPLAY_NAME).notNull();
  }

  static AccountResource resource(Account account) {
    var row = account.row();
    return new AccountResource(row.id(), row.email(), row.displayName(),
        account.state().standing() == Standing.ACTIVE, row.createdAt(), account.updatedAt());
  }
}

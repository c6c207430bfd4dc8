package tasklog.command.account;

import tasklog.web.ProblemCode;
import tasklog.web.ProblemException;

/** Exchanges an e-mail address and a password for a token. */
final class LogIn {

  private final AccountRows rows;
  private final Passwords passwords;
  private final TokenSigner signer;

  LogIn(AccountRows rows, Passwords passwords, TokenSigner signer) {
    this.rows = rows;
    this.passwords = passwords;
    this.signer = signer;
  }

  /**
   * The same answer, after the same time, whether the address is unknown, inert or has another password.
   *
   * @throws ProblemException {@code invalid_credentials}
   */
  TokenSigner.Signed logIn(String email, String password) {
    var row = rows.findByEmail(email);
    var hash = row.map(AccountRows.Credentials::passwordHash).orElse(null);
    if (!passwords.matches(password, hash)) {
      throw ProblemException.of(ProblemCode.INVALID_CREDENTIALS);
    }
    var credentials = row.orElseThrow();
    return signer.sign(credentials.id(), credentials.administrator());
  }
}

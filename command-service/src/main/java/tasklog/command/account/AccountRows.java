package tasklog.command.account;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.events.OwnerId;

/** The table of accounts, and that of the subjects of other issuers. Each method is one statement. */
final class AccountRows {

  private static final String FOLDED = "casefold(normalize(%s, NFC) COLLATE pg_unicode_fast)";
  private static final String SAME_EMAIL = FOLDED.formatted("email") + " = " + FOLDED.formatted(":email");

  private static final String RESERVE = """
      INSERT INTO account (id, email, created_at, updated_at)
      VALUES (:id, :email, :now, :now)
      ON CONFLICT DO NOTHING""";

  private static final String FIND_BY_EMAIL = """
      SELECT id, password_hash, %s = %s AS is_administrator
        FROM account
       WHERE %s""".formatted(FOLDED.formatted("email"), FOLDED.formatted(":administrator"), SAME_EMAIL);

  private static final String COMPLETE = """
      UPDATE account
         SET email = :email, display_name = :displayName, password_hash = :passwordHash,
             registered_at = :now, created_at = :now, updated_at = :now
       WHERE id = :id AND registered_at IS NULL""";

  private static final String FIND = """
      SELECT id, email, display_name, created_at, updated_at
        FROM account
       WHERE id = :id AND registered_at IS NOT NULL""";

  private static final String RENAME = """
      UPDATE account
         SET display_name = :displayName, updated_at = greatest(:now, updated_at + interval '1 microsecond')
       WHERE id = :id AND display_name <> :displayName""";

  private static final String PASSWORD_HASH = """
      SELECT password_hash FROM account WHERE id = :id AND password_hash IS NOT NULL""";

  private static final String CHANGE_PASSWORD = """
      UPDATE account
         SET password_hash = :next, updated_at = greatest(:now, updated_at + interval '1 microsecond')
       WHERE id = :id AND password_hash = :current""";

  private static final String RESERVE_SUBJECT = """
      WITH made AS (
        INSERT INTO account (id, created_at, updated_at) VALUES (:id, :now, :now) RETURNING id
      )
      INSERT INTO external_subject (issuer, subject, account_id, created_at, updated_at)
      SELECT :issuer, :subject, id, :now, :now FROM made""";

  private static final String FIND_SUBJECT = """
      SELECT account.id, account.registered_at IS NOT NULL AS registered
        FROM external_subject
        JOIN account ON account.id = external_subject.account_id
       WHERE external_subject.issuer = :issuer AND external_subject.subject = :subject""";

  private static final String COMPLETE_SUBJECT = """
      UPDATE account SET registered_at = :now, created_at = :now, updated_at = :now
       WHERE id = :id AND registered_at IS NULL""";

  /** @param passwordHash null while the row is inert */
  record Credentials(OwnerId id, @Nullable String passwordHash, boolean administrator) {}

  record Row(OwnerId id, @Nullable String email, @Nullable String displayName, Instant createdAt,
      Instant updatedAt) {}

  record Subject(OwnerId id, boolean registered) {}

  private final JdbcClient jdbc;
  private final String administrator;

  /** @param administrator the e-mail address of the first administrator; empty when there is none */
  AccountRows(JdbcClient jdbc, String administrator) {
    this.jdbc = jdbc;
    this.administrator = administrator;
  }

  /** An inert row, unless a row with that address is there. */
  void reserve(OwnerId id, String email, Instant now) {
    jdbc.sql(RESERVE).param("id", id.value()).param("email", email).param("now", utc(now)).update();
  }

  Optional<Credentials> findByEmail(String email) {
    return jdbc.sql(FIND_BY_EMAIL).param("email", email).param("administrator", administrator)
        .query((row, _) -> new Credentials(
            new OwnerId(row.getObject("id", UUID.class)),
            row.getString("password_hash"),
            row.getBoolean("is_administrator")))
        .optional();
  }

  /** Gives an inert row its password. @return false when somebody else was faster */
  boolean complete(OwnerId id, String email, String displayName, String passwordHash, Instant now) {
    return jdbc.sql(COMPLETE).param("id", id.value()).param("email", email).param("displayName", displayName)
        .param("passwordHash", passwordHash).param("now", utc(now)).update() == 1;
  }

  Optional<Row> find(OwnerId id) {
    return jdbc.sql(FIND).param("id", id.value())
        .query((row, _) -> new Row(
            new OwnerId(row.getObject("id", UUID.class)),
            row.getString("email"),
            row.getString("display_name"),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            row.getObject("updated_at", OffsetDateTime.class).toInstant()))
        .optional();
  }

  /** Nothing when it has that name already. */
  void rename(OwnerId id, String displayName, Instant now) {
    jdbc.sql(RENAME).param("id", id.value()).param("displayName", displayName).param("now", utc(now))
        .update();
  }

  /** Of an account that has a password. */
  String passwordHash(OwnerId id) {
    return jdbc.sql(PASSWORD_HASH).param("id", id.value()).query(String.class).single();
  }

  /** @return false when the password is not {@code current} any more */
  boolean changePassword(OwnerId id, String current, String next, Instant now) {
    return jdbc.sql(CHANGE_PASSWORD).param("id", id.value()).param("current", current).param("next", next)
        .param("now", utc(now)).update() == 1;
  }

  /** @throws org.springframework.dao.DuplicateKeyException when the subject has an account already */
  void reserveSubject(OwnerId id, String issuer, String subject, Instant now) {
    jdbc.sql(RESERVE_SUBJECT).param("id", id.value()).param("issuer", issuer).param("subject", subject)
        .param("now", utc(now)).update();
  }

  Optional<Subject> findSubject(String issuer, String subject) {
    return jdbc.sql(FIND_SUBJECT).param("issuer", issuer).param("subject", subject)
        .query((row, _) -> new Subject(new OwnerId(row.getObject("id", UUID.class)),
            row.getBoolean("registered")))
        .optional();
  }

  void completeSubject(OwnerId id, Instant now) {
    jdbc.sql(COMPLETE_SUBJECT).param("id", id.value()).param("now", utc(now)).update();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}

package tasklog.command.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tasklog.testkit.TestPostgres;

class AccountMigrationTest {

  private static final JdbcClient DATABASE = migrated();

  private static JdbcClient migrated() {
    var database = JdbcClient.create(TestPostgres.newDatabase("account_migration").dataSource());
    database.sql(script("V002__create_account.sql")).update();
    return database;
  }

  private static String script(String name) {
    try (var in = AccountMigrationTest.class.getResourceAsStream("/db/migration/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "NULL, NULL, NULL, NULL",
      "NULL, NULL, NULL, now()",
      "'a@b', NULL, NULL, NULL",
      "'c@d', 'x', 'h', now()"})
  void inert_and_whole_accounts_can_be_kept(String values) {
    insert(values);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "'e@f', NULL, NULL, now()",
      "'e@f', 'x', NULL, now()",
      "'e@f', NULL, 'h', now()",
      "'e@f', 'x', 'h', NULL",
      "NULL, 'x', 'h', now()",
      "NULL, 'x', NULL, now()",
      "'', NULL, NULL, NULL",
      "repeat('x', 255), NULL, NULL, NULL",
      "'e@f', '', 'h', now()",
      "'e@f', repeat('x', 201), 'h', now()",
      "'e@f', 'x', '', now()"})
  void half_an_account_cannot(String values) {
    assertThatThrownBy(() -> insert(values)).isInstanceOf(DataIntegrityViolationException.class);
  }

  private static void insert(String values) {
    DATABASE.sql("""
        INSERT INTO account (email, display_name, password_hash, registered_at, id, created_at, updated_at)
        VALUES (%s, gen_random_uuid(), now(), now())""".formatted(values)).update();
  }

  @Test
  void finding_by_address_uses_the_index() {
    var plan = DATABASE.sql("""
        EXPLAIN (FORMAT TEXT) SELECT id FROM account
         WHERE casefold(normalize(email, NFC) COLLATE pg_unicode_fast)
             = casefold(normalize('x', NFC) COLLATE pg_unicode_fast)""").query(String.class).list();
    assertThat(plan).anyMatch(line -> line.contains("account_email_key"));
  }
}

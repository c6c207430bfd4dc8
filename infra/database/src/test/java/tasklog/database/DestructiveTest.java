package tasklog.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestructiveTest {

  private static final Map<String, String> TYPES = Map.of("t.n", "integer", "t.s", "character varying(50)",
      "t.x",
      "text");

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "DROP TABLE t | drops what it names",
      "drop function f, g | drops what it names",
      "ALTER TABLE t DROP c | drops what it names",
      "ALTER TABLE t ADD a text, DROP COLUMN c | drops what it names",
      "ALTER TABLE t DROP CONSTRAINT t_check | drops what it names",
      "DELETE FROM t WHERE true | removes rows",
      "WITH gone AS (DELETE FROM t RETURNING *) SELECT count(*) FROM gone | removes rows",
      "TRUNCATE t | removes rows",
      "ALTER TABLE t ALTER n TYPE smallint | may not hold every value of n, which is integer",
      "ALTER TABLE ONLY t ALTER COLUMN s SET DATA TYPE varchar(40) | may not hold every value of s, which is character varying(50)",
      "ALTER TABLE t ALTER x TYPE varchar(9) | may not hold every value of x, which is text",
      "ALTER TABLE t ALTER unknown TYPE bigint | may not hold every value of unknown",
      "ALTER TABLE t ALTER n SET NOT NULL | fails where n has no value",
      "ALTER TABLE t ADD a text NOT NULL | fails where a has no value",
      "ALTER TABLE t ADD COLUMN a numeric(3,1) CHECK (a > 0) NOT NULL, ADD b text | fails where a has no value",
      "DO $$ BEGIN DROP TABLE t; END $$ | drops what it names"})
  void is_pointed_out(String sql, String because) {
    assertThat(Destructive.in(new Script(sql), TYPES)).extracting(Destructive::because)
        .containsExactly(because);
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "CREATE TABLE t (a text NOT NULL)",
      "ALTER TABLE t ALTER n DROP NOT NULL",
      "ALTER TABLE t ALTER n DROP DEFAULT",
      "ALTER TABLE t ALTER n TYPE bigint",
      "ALTER TABLE t ALTER n TYPE text USING n::text",
      "ALTER TABLE t ALTER s TYPE character varying(60)",
      "ALTER TABLE t ALTER s TYPE varchar",
      "ALTER TABLE t ADD a text NOT NULL DEFAULT ''",
      "ALTER TABLE t ADD a integer NOT NULL GENERATED ALWAYS AS IDENTITY",
      "ALTER TABLE t ALTER n SET DEFAULT 0; ALTER TABLE t ALTER n SET NOT NULL",
      "ALTER TABLE t ADD CONSTRAINT t_check CHECK (n IS NOT NULL)",
      "-- DROP TABLE t\nSELECT 1",
      "/* DROP TABLE t; */ SELECT 1",
      "COMMENT ON TABLE t IS 'DROP TABLE t; it''s a comment'",
      "SELECT E'it\\'s; DROP TABLE t'",
      "SELECT 1 AS \"DROP\"\"TABLE\"",
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $f$ DELETE FROM t $f$",
      "CREATE TABLE dropped (deleted_at timestamptz)"})
  void is_not(String sql) {
    assertThat(Destructive.in(new Script(sql), TYPES)).isEmpty();
  }

  @Test
  void statements_are_told_apart_by_what_ends_them_only() {
    assertThat(new Script("""
        -- one; two
        SELECT ';' ; /* ; */ SELECT $$;$$, "a;b";

        DO $do$ BEGIN PERFORM 1; END $do$;
        """).statements())
        .containsExactly("SELECT '…'", "SELECT '…', \"a;b\"", "DO '…'", "BEGIN PERFORM 1", "END");
  }
}

package tasklog.command.store;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * The numbers of names that come from code, never from users, so there are few. A name that is not known yet is
 * written down by whoever meets it first, readers included: a reader that passed it over could miss an event that
 * another process appends under it at that moment.
 */
final class NameRegistry {

  private final DataSource pool;
  private final String find;
  private final String add;
  private final Map<String, Short> numbers = new ConcurrentHashMap<>();

  private NameRegistry(DataSource pool, String find, String add) {
    this.pool = pool;
    this.find = find;
    this.add = add;
  }

  static NameRegistry ofTagKinds(DataSource pool) {
    return new NameRegistry(pool, "SELECT id FROM tag_kind WHERE name = ?",
        "INSERT INTO tag_kind (name) VALUES (?) ON CONFLICT (name) DO NOTHING");
  }

  static NameRegistry ofEventTypes(DataSource pool) {
    return new NameRegistry(pool, "SELECT id FROM event_type WHERE name = ?",
        "INSERT INTO event_type (name) VALUES (?) ON CONFLICT (name) DO NOTHING");
  }

  short number(String name) {
    var known = numbers.get(name);
    if (known != null) return known;
    short number = load(name);
    numbers.put(name, number);
    return number;
  }

  private short load(String name) {
    try (var connection = pool.getConnection();
        var finder = connection.prepareStatement(find);
        var adder = connection.prepareStatement(add)) {
      finder.setString(1, name);
      adder.setString(1, name);
      while (true) {
        try (var row = finder.executeQuery()) {
          if (row.next()) return row.getShort(1);
        }
        adder.executeUpdate();
      }
    } catch (SQLException e) {
      throw SqlFailure.of(e).asException("The number of " + name + " could not be found", e);
    }
  }
}

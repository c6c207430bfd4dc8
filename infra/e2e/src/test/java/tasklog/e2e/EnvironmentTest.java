package tasklog.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/** {@code infra/.env.example} names every variable that the services and the tool read, with its default. */
class EnvironmentTest {

  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Path FILE = PROJECT.resolve("infra/.env.example");

  private static final List<String> CONFIGURATION = List.of(
      "command-service/src/main/resources/application.yaml",
      "projection-service/src/main/resources/application.yaml",
      "infra/web/src/main/resources/tasklog-web.yaml",
      "infra/database/src/main/resources/tasklog-connections.yaml");
  private static final List<String> TOOL = List.of("infra/cli/src/main", "infra/local/src/main",
      "infra/database/src/main");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");
  private static final Pattern READ = Pattern
      .compile("(?:getenv\\(|environment\\(\\)\\.get\\(|getOrDefault\\()\"([A-Z][A-Z0-9_]*)\"");
  private static final Pattern ENTRY = Pattern.compile("(?:# )?([A-Z][A-Z0-9_]*)=(.*)");

  private static final Pattern OF_SCRIPT = Pattern.compile("\\$\\{(TASKLOG_[A-Z_]+):-([^}]*)}");

  /** What a value means to the one who reads it: its name, its default, and where it goes. */
  private record Variable(String name, String value, @Nullable String property) {}

  @Test
  void every_variable_is_there_with_its_default() throws IOException {
    var read = variables().stream().map(variable -> variable.name() + "=" + variable.value()).distinct()
        .toList();
    var written = Files.readAllLines(FILE).stream().map(ENTRY::matcher).filter(Matcher::matches)
        .filter(entry -> !entry.group(1).startsWith("SPRING_") && !entry.group(1).startsWith("JAVA_"))
        .map(entry -> entry.group(1) + "=" + entry.group(2)).toList();
    assertThat(written).describedAs("what infra/.env.example says, against what is read")
        .containsExactlyInAnyOrderElementsOf(read);
  }

  @Test
  void every_variable_has_a_line_that_says_what_it_means() throws IOException {
    var lines = Files.readAllLines(FILE);
    for (var i = 0; i < lines.size(); i++) {
      if (!ENTRY.matcher(lines.get(i)).matches()) continue;
      assertThat(lines.get(i - 1)).describedAs("above " + lines.get(i)).startsWith("# ")
          .hasSizeGreaterThan(10)
          .doesNotMatch(ENTRY);
    }
  }

  /** Red when a name is not how Spring Boot reads the property from the environment. */
  @Test
  void every_variable_reaches_its_property() {
    variables().forEach(variable -> {
      var environment = new StandardEnvironment();
      environment.getPropertySources().replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
          new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
              Map.of(variable.name(), "given")));
      if (variable.property() != null)
        assertThat(Binder.get(environment).bind(variable.property(), String.class).orElse("not read"))
            .describedAs(variable.name() + " for " + variable.property()).isEqualTo("given");
    });
  }

  private static List<Variable> variables() {
    var configured = CONFIGURATION.stream().flatMap(file -> flat(PROJECT.resolve(file)).entrySet().stream())
        .toList();
    var placeholders = configured.stream()
        .flatMap(entry -> PLACEHOLDER.matcher(entry.getValue().toString()).results())
        .map(found -> new Variable(found.group(1), Objects.requireNonNullElse(found.group(2), ""), null))
        .toList();
    var elsewhere = configured.stream()
        .filter(entry -> entry.getValue().toString().contains("${"))
        .map(Map.Entry::getKey).toList();
    var bound = properties().filter(variable -> !elsewhere.contains(variable.property()));
    var tool = TOOL.stream().flatMap(folder -> readIn(PROJECT.resolve(folder)))
        .filter(name -> placeholders.stream().noneMatch(placeholder -> placeholder.name().equals(name)))
        .map(name -> new Variable(name, "", null));
    var script = OF_SCRIPT.matcher(content(PROJECT.resolve("infra/tasklog"))).results()
        .map(found -> new Variable(found.group(1), found.group(2), null));
    return Stream.of(placeholders.stream(), bound, tool, script).flatMap(all -> all).distinct().toList();
  }

  private static Map<String, Object> flat(Path yaml) {
    try {
      var flat = new HashMap<String, Object>();
      for (var source : new YamlPropertySourceLoader().load("yaml", new FileSystemResource(yaml))) {
        ((Map<?, ?>) source.getSource()).forEach((name, value) -> flat.put(name.toString(), value));
      }
      return flat;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the records that Spring Boot fills. */
  private static Stream<Variable> properties() {
    var scanner = new ClassPathScanningCandidateComponentProvider(false);
    scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
    return scanner.findCandidateComponents("tasklog").stream().flatMap(candidate -> {
      try {
        var type = Class.forName(candidate.getBeanClassName());
        return within(type.getAnnotation(ConfigurationProperties.class).value(), type);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static Stream<Variable> within(String prefix, Class<?> type) {
    return Arrays.stream(type.getRecordComponents()).flatMap(component -> {
      var property = prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      if (component.getType().isRecord()) return within(property, component.getType());
      if (component.getGenericType() instanceof ParameterizedType list
          && list.getActualTypeArguments()[0] instanceof Class<?> element && element.isRecord())
        return within(property + "[0]", element);
      return Stream.of(new Variable(name(property), value(component), property));
    });
  }

  private static String name(String property) {
    return property.replaceAll("[.\\-\\[]", "_").replace("]", "").toUpperCase(Locale.ROOT);
  }

  private static String value(RecordComponent component) {
    try {
      // The annotation is that of the constructor's parameter, which a component does not pass on.
      var record = component.getDeclaringRecord();
      var components = record.getRecordComponents();
      var constructor = record.getDeclaredConstructor(
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new));
      var place = Arrays.stream(components).map(RecordComponent::getName).toList()
          .indexOf(component.getName());
      var value = constructor.getParameters()[place].getAnnotation(DefaultValue.class);
      return value == null ? "" : String.join(",", value.value());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream<String> readIn(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream()
          .map(EnvironmentTest::content)
          .flatMap(content -> READ.matcher(content).results().map(found -> found.group(1)))
          .filter(name -> !name.equals("PATH")).distinct();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

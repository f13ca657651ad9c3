package io.psephos.server.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.util.unit.DataSize;

/**
 * The check of what an operator has set, in a file or on the command line, before anything is opened: a key that
 * nothing reads and a value without its unit end the start. Variables of the environment are not looked at, since they
 * are not this server's alone.
 */
public final class SettingsCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final String ROOT = "psephos";
    private static final String CONFIG_FILE = "Config resource";
    private static final Pattern WITHOUT_UNIT = Pattern.compile("\\s*[+-]?\\d+\\s*");
    /** What is not this server's own and yet works in it. */
    private static final List<ConfigurationPropertyName> FOREIGN = Stream.of(
                    "server.ssl",
                    "server.netty",
                    "server.compression",
                    "spring.main",
                    "spring.lifecycle",
                    "spring.ssl",
                    "logging",
                    "management")
            .map(ConfigurationPropertyName::of)
            .toList();

    /** Read once a key of Spring's own is set. */
    private final Supplier<SpringKeys> springs = SingletonSupplier.of(SpringKeys::onClassPath);

    private final Map<ConfigurationPropertyName, Class<?>> own = new TreeMap<>();

    public SettingsCheck() {
        collect(ConfigurationPropertyName.of(ROOT), ServerProperties.class);
    }

    /** Returns the keys of this server's own settings. */
    public static List<String> ownKeys() {
        return new SettingsCheck()
                .own.keySet().stream().map(ConfigurationPropertyName::toString).toList();
    }

    /** @throws IllegalStateException with every setting that does nothing or does not fit */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        check(context.getEnvironment());
    }

    void check(ConfigurableEnvironment environment) {
        List<String> wrong = new ArrayList<>();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> settings && isOperators(settings)) {
                for (String name : settings.getPropertyNames()) {
                    reasonAgainst(name, settings)
                            .map(reason -> placed(name, reason, settings))
                            .forEach(wrong::add);
                }
            }
        }
        if (wrong.isEmpty()) {
            fitting(environment).forEach(wrong::add);
        }
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(String.join("; ", wrong));
        }
    }

    private static boolean isOperators(PropertySource<?> source) {
        return source instanceof CommandLinePropertySource || source.getName().startsWith(CONFIG_FILE);
    }

    private Stream<String> reasonAgainst(String name, EnumerablePropertySource<?> settings) {
        if (name.startsWith("spring.config.") || name.startsWith("spring.profiles.")) {
            return Stream.empty();
        }
        ConfigurationPropertyName key = ConfigurationPropertyName.adapt(name, '.');
        Class<?> type = own.get(key);
        if (type != null) {
            return unitMissing(type, String.valueOf(settings.getProperty(name)));
        }
        if (FOREIGN.stream().anyMatch(root -> root.isAncestorOf(key))) {
            return springs.get().knows(key) ? Stream.empty() : Stream.of("is no setting");
        }
        return Stream.of("is no setting of this server" + hint(key));
    }

    private String hint(ConfigurationPropertyName key) {
        ConfigurationPropertyName inOurs = ConfigurationPropertyName.of(ROOT).append(key);
        if (own.containsKey(inOurs)) {
            return ", " + inOurs + " is";
        }
        String last = key.getLastElement(ConfigurationPropertyName.Form.UNIFORM);
        for (ConfigurationPropertyName known : own.keySet()) {
            if (known.getLastElement(ConfigurationPropertyName.Form.UNIFORM).equals(last)) {
                return ", " + known + " is";
            }
        }
        ConfigurationPropertyName section = key.getParent();
        String beside = String.join(
                ", ",
                own.keySet().stream()
                        .filter(section::isParentOf)
                        .map(known -> known.getLastElement(ConfigurationPropertyName.Form.ORIGINAL))
                        .toList());
        return beside.isEmpty() ? "" : "; " + section + " has " + beside;
    }

    private static Stream<String> unitMissing(Class<?> type, String value) {
        if (!WITHOUT_UNIT.matcher(value).matches()) {
            return Stream.empty();
        }
        if (type == Duration.class) {
            return Stream.of("needs a unit, was " + value + ": write " + value.strip() + "s for seconds");
        }
        return type == DataSize.class
                ? Stream.of("needs a unit, was " + value + ": write " + value.strip() + "MB, or B for bytes")
                : Stream.empty();
    }

    private static Stream<String> fitting(ConfigurableEnvironment environment) {
        try {
            Binder.get(environment).bindOrCreate(ROOT, Bindable.of(ServerProperties.class));
            return Stream.empty();
        } catch (BindException e) {
            return Stream.of(reason(e));
        }
    }

    private static String reason(BindException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ConversionFailedException wrong) {
                return failure.getName() + " cannot be read as " + expected(wrong) + ", was " + wrong.getValue();
            }
            if (cause instanceof IllegalArgumentException && cause.getCause() == null) {
                return ROOT + "." + cause.getMessage();
            }
        }
        return failure.getName() + " does not fit";
    }

    private static String expected(ConversionFailedException wrong) {
        Class<?> type = wrong.getTargetType().getType();
        if (type == Duration.class) {
            return "a duration, such as 30s or PT30S";
        }
        if (type == DataSize.class) {
            return "a size, such as 256MB";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return "one of "
                    + Stream.of(type.getEnumConstants())
                            .map(constant ->
                                    constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", "));
        }
        return type.isPrimitive() ? "a number" : "a value of this key";
    }

    private static String placed(String name, String reason, EnumerablePropertySource<?> settings) {
        Origin origin = OriginLookup.getOrigin(settings, name);
        return name + " " + reason + (origin == null ? "" : " (" + place(origin) + ")");
    }

    /** Returns line and column without the file, which the operator has named. */
    private static String place(Origin origin) {
        String text = origin.toString();
        int at = text.lastIndexOf(" - ");
        return at < 0 ? text : "line " + text.substring(at + 3).replace(":", ", column ");
    }

    private void collect(ConfigurationPropertyName prefix, Class<?> record) {
        for (RecordComponent component : record.getRecordComponents()) {
            ConfigurationPropertyName key = prefix.append(DataObjectPropertyName.toDashedForm(component.getName()));
            if (component.getType().isRecord()) {
                collect(key, component.getType());
            } else {
                own.put(key, component.getType());
            }
        }
    }
}

package io.psephos.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;

/** The extensions that a server, a client or a simulation knows. Immutable. */
public final class Extensions {
    /** No extension. */
    public static final Extensions NONE = new Extensions(List.of());

    /** The start of every extension's name, which no built-in name has. */
    public static final String PREFIX = "x-";

    private static final int LONGEST_NAME = 64;
    private static final Pattern NAME = Pattern.compile("x(-[a-z0-9]+)+");
    private static final Pattern OPTION = Pattern.compile("[a-z][a-zA-Z0-9]*");

    /** The names of options that every kind has already, where its options stand beside other keys. */
    private static final Set<String> TAKEN = Set.of(
            "kind",
            "rule",
            "ties",
            "weights",
            "maxVotes",
            "dampening",
            "serverErrorFeedback",
            "stages",
            "scheme",
            "b",
            "frame",
            "errorFeedback",
            "fresh",
            "clients",
            "holds",
            "net",
            "layers",
            "upload",
            "seed",
            "layout");

    private final Map<String, Extension> byKey;

    private Extensions(Collection<? extends Extension> all) {
        Map<String, Extension> known = new LinkedHashMap<>();
        for (Extension extension : all) {
            try {
                check(extension);
            } catch (IllegalArgumentException e) {
                throw e;
            } catch (RuntimeException | LinkageError e) {
                throw new IllegalArgumentException(
                        "an extension cannot tell its family, name or options: "
                                + extension.getClass().getName(),
                        e);
            }
            Extension other = known.putIfAbsent(key(extension.family(), extension.name()), extension);
            if (other != null && other != extension) {
                throw new IllegalArgumentException(
                        "two extensions are the " + extension.family().title() + " '" + extension.name() + "'");
            }
        }
        this.byKey = known;
    }

    /**
     * Extensions, each with a name that no other of its family has.
     *
     * @throws IllegalArgumentException for a name or an option that is none, or a name twice in a family
     */
    public static Extensions of(Extension... extensions) {
        return new Extensions(List.of(extensions));
    }

    /**
     * The extensions that jars name in {@code META-INF/services/io.psephos.protocol.Extension}.
     *
     * @param loader of the jars; those of its parents are found, too
     * @throws IllegalArgumentException for one that cannot be made, with the reason
     */
    public static Extensions in(ClassLoader loader) {
        List<Extension> found = new ArrayList<>();
        try {
            ServiceLoader.load(Extension.class, loader).forEach(found::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new IllegalArgumentException("an extension cannot be loaded: " + said(e), e);
        }
        return new Extensions(found);
    }

    /** Returns these extensions and others. */
    public Extensions and(Extensions others) {
        List<Extension> all = new ArrayList<>(byKey.values());
        all.addAll(others.byKey.values());
        return new Extensions(all);
    }

    /** Returns these extensions and others. */
    public Extensions and(Extension... others) {
        return and(of(others));
    }

    public boolean isEmpty() {
        return byKey.isEmpty();
    }

    /** Returns all of them, in the order in which they were given. */
    public List<Extension> all() {
        return List.copyOf(byKey.values());
    }

    /** Returns the names of a family's members. */
    public List<String> names(ExtensionFamily family) {
        return byKey.values().stream()
                .filter(extension -> extension.family() == family)
                .map(Extension::name)
                .toList();
    }

    /** Returns the member of that name, if there is one. */
    public Optional<Extension> find(ExtensionFamily family, String name) {
        return Optional.ofNullable(byKey.get(key(family, name)));
    }

    /** Returns the member of that name as what it is, if there is one. */
    public <E extends Extension> Optional<E> find(Class<E> type, ExtensionFamily family, String name) {
        return find(family, name).map(type::cast);
    }

    /** Whether the text may name an extension. */
    public static boolean isName(String text) {
        return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
    }

    /** Whether the text may name an option of an extension. */
    public static boolean isOption(String text) {
        return OPTION.matcher(text).matches() && !TAKEN.contains(text);
    }

    /** A stand-in for a member that is not here, so that what names it can still be read and written. */
    public static Extension missing(ExtensionFamily family, String name) {
        return new Missing(family, name);
    }

    /** Whether the extension is a stand-in for one that is not here. */
    public static boolean isMissing(Extension extension) {
        return extension instanceof Missing;
    }

    /**
     * Returns the extension as a member of its family.
     *
     * @throws MissingExtensionException where it is not here
     */
    public static <E extends Extension> E require(Class<E> type, Extension extension) {
        if (extension instanceof Missing) {
            throw new MissingExtensionException(extension);
        }
        return type.cast(extension);
    }

    /** What a loader says, without the name of what it looked for. */
    private static String said(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).replace(Extension.class.getName() + ": ", "");
        Throwable cause = failure.getCause();
        return cause == null ? message : message + ", as " + cause;
    }

    private static void check(Extension extension) {
        String name = extension.name();
        ExtensionFamily family = Objects.requireNonNull(extension.family(), "an extension has a family");
        if (name == null || !isName(name)) {
            throw new IllegalArgumentException("an extension has a name of x- and lower-case words, such as x-my-rule,"
                    + " of at most " + LONGEST_NAME + " characters, was '" + name + "'");
        }
        Set<String> options = new HashSet<>();
        for (Option option : extension.options()) {
            if (!isOption(option.name())) {
                throw new IllegalArgumentException("an option has a name such as myOption that is not taken, was '"
                        + option.name() + "' of the " + family.title() + " '" + name + "'");
            }
            if (!options.add(option.name())) {
                throw new IllegalArgumentException(
                        "the " + family.title() + " '" + name + "' has the option '" + option.name() + "' twice");
            }
        }
    }

    private static String key(ExtensionFamily family, String name) {
        return family + "/" + name;
    }

    /** A name without an object behind it. */
    private record Missing(ExtensionFamily family, String name) implements Extension {}
}

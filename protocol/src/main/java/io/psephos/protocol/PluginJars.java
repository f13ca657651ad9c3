package io.psephos.protocol;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;

/** The reader of jars with extensions. */
public final class PluginJars {
    private static final String SERVICES = "META-INF/services/" + Extension.class.getName();

    private PluginJars() {}

    /**
     * The extensions of the jars, which see each other's classes and those of Psephos, so that a jar may also be a library
     * that another one needs. Their classes stay loaded as long as the process runs.
     *
     * @throws IllegalArgumentException for a file that is no jar, with its name, or where none of them has an extension
     */
    public static Extensions load(List<Path> jars) {
        if (jars.isEmpty()) {
            return Extensions.NONE;
        }
        List<URL> urls = new ArrayList<>();
        boolean hasAny = false;
        for (Path jar : jars) {
            hasAny |= listsExtensions(jar);
            urls.add(url(jar));
        }
        if (!hasAny) {
            throw new IllegalArgumentException("the plug-in " + jars.get(0) + " has no " + SERVICES
                    + ", which lists the classes of its extensions, one a line");
        }
        Extensions found =
                Extensions.in(new URLClassLoader(urls.toArray(new URL[0]), PluginJars.class.getClassLoader()));
        if (found.isEmpty()) {
            throw new IllegalArgumentException("the plug-in " + jars.get(0) + " lists no class in its " + SERVICES);
        }
        return found;
    }

    private static boolean listsExtensions(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("there is no plug-in " + jar);
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.getEntry(SERVICES) != null;
        } catch (IOException e) {
            throw new IllegalArgumentException("the plug-in " + jar + " is no jar that can be read", e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("the plug-in " + jar + " has no address", e);
        }
    }
}

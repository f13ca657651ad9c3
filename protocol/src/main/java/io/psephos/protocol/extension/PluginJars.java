package io.psephos.protocol.extension;

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
     * The extensions of the jars, which see each other's classes and those of Psephos. Their classes stay loaded as long
     * as the process runs.
     *
     * @throws IllegalArgumentException for a file that is no jar with extensions, with its name
     */
    public static Extensions load(List<Path> jars) {
        if (jars.isEmpty()) {
            return Extensions.NONE;
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            check(jar);
            urls.add(url(jar));
        }
        return Extensions.in(new URLClassLoader(urls.toArray(new URL[0]), PluginJars.class.getClassLoader()));
    }

    private static void check(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException("there is no plug-in " + jar);
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.getEntry(SERVICES) == null) {
                throw new IllegalArgumentException("the plug-in " + jar + " has no " + SERVICES
                        + ", which lists the classes of its extensions, one a line");
            }
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

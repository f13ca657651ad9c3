package io.psephos.server.security;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files and directories that only their owner may access, where the file system knows owners. */
public final class OwnerOnly {
    private static final System.Logger LOG = System.getLogger(OwnerOnly.class.getName());
    private static final String FOLDER = "rwx------";
    private static final String FILE = "rw-------";
    private static final Set<PosixFilePermission> OF_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private OwnerOnly() {}

    /** Creates the directory and missing parents; one that exists is left as it is. */
    public static void createFolder(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.createDirectories(folder, permissions(folder, FOLDER));
    }

    /**
     * Creates the directory, or shuts others out of one that is there; says so where it did.
     *
     * @param ours names of files by any of which a directory is known as this program's own
     * @throws IOException for one that holds other things, which others may need
     */
    public static void claimFolder(Path folder, List<String> ours) throws IOException {
        createFolder(folder);
        if (!isOpenToOthers(folder)) {
            return;
        }
        if (ours.stream().noneMatch(name -> Files.exists(folder.resolve(name))) && !isEmpty(folder)) {
            throw new IOException("others can read it, and it holds other things; make it your own alone with chmod 700"
                    + ", or name a folder that is empty or not there yet");
        }
        shut(folder, FOLDER);
    }

    /** Shuts others out of a file; says so where it did. */
    public static void claimFile(Path file) throws IOException {
        if (isOpenToOthers(file)) {
            shut(file, FILE);
        }
    }

    private static void shut(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        LOG.log(Level.INFO, "{0} was open to others; only its owner may use it now ({1})", path, permissions);
    }

    private static boolean isOpenToOthers(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return false;
        }
        Set<PosixFilePermission> allowed = EnumSet.noneOf(PosixFilePermission.class);
        allowed.addAll(view.readAttributes().permissions());
        allowed.retainAll(OF_OTHERS);
        return !allowed.isEmpty();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }

    /** Creates an empty file; one that exists is left as it is. */
    public static void createFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, permissions(file, "rw-------"));
        }
    }

    static Path createDraft(Path folder, String name) throws IOException {
        return Files.createTempFile(folder, "." + name, ".new", permissions(folder, FILE));
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}

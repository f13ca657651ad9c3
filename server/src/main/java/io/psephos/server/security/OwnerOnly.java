package io.psephos.server.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Files and folders that nobody but their owner gets into, where the file system knows owners. */
public final class OwnerOnly {
    private OwnerOnly() {}

    /** Makes the folder, and those above it that are missing; one that stands already is left as it is. */
    public static void createFolder(Path folder) throws IOException {
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.createDirectories(folder, permissions(folder, "rwx------"));
    }

    static Path createDraft(Path folder, String name) throws IOException {
        return Files.createTempFile(folder, "." + name, ".new", permissions(folder, "rw-------"));
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

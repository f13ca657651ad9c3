package io.psephos.server.security;

import io.psephos.protocol.Sha256;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The administrator's bearer token, read from its file: replacing the file revokes the old token at once. */
public final class AdminToken {
    private static final System.Logger LOG = System.getLogger(AdminToken.class.getName());

    private final Path path;
    private final SecretFile file;
    private volatile @Nullable Known known;
    private byte @Nullable [] told;

    public AdminToken(Path path) {
        this.path = path;
        this.file = new SecretFile(path);
    }

    /** Opens the token file, and creates it with a fresh token where it is missing. */
    public static AdminToken in(Path path, RandomText random) {
        new SecretFile(path).readOr(() -> fresh(random));
        return new AdminToken(path);
    }

    /** Replaces the token by a fresh one. */
    public static void rotate(Path path, RandomText random) {
        new SecretFile(path).replace(fresh(random));
    }

    /** Stores the hash of the current token, if it changed since the last call; blocks then. */
    public synchronized void tell(IdentityStore store, InstantSource clock) {
        try {
            byte[] seen = read();
            if (!Arrays.equals(seen, told)) {
                store.rememberAdminToken(seen, clock.instant());
                told = seen;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "there is no token to tell of", e);
        }
    }

    boolean is(String token) {
        byte[] expected = sha256();
        return expected != null && MessageDigest.isEqual(expected, Sha256.of(token));
    }

    private byte @Nullable [] sha256() {
        try {
            return read();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "administrators cannot log in, as {0} cannot be read: {1}", path, e.toString());
            return null;
        }
    }

    private byte[] read() throws IOException {
        Stamp stamp = Stamp.of(path);
        Known latest = known;
        if (latest == null || !latest.stamp().equals(stamp)) {
            latest = new Known(stamp, Sha256.of(file.read()));
            known = latest;
        }
        return latest.sha256();
    }

    private static String fresh(RandomText random) {
        return random.secret("psa-");
    }

    private record Known(Stamp stamp, byte[] sha256) {}

    /** The attributes that change when a file is replaced, even within one tick of its clock. */
    private record Stamp(long modified, long size, String key) {
        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
                    attributes.size(),
                    Objects.toString(attributes.fileKey(), ""));
        }
    }
}

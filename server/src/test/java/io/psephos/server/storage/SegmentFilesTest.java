package io.psephos.server.storage;

import static io.psephos.coordinator.journal.SampleEntries.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.psephos.coordinator.journal.JournalException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values in segment files come back as they were written or not at all. */
final class SegmentFilesTest {
    private static final String SEGMENT = "j-one.round.7";
    private static final int VALUES = 5;
    private static final int LENGTH = 40;

    @TempDir
    private Path folder;

    private final List<Place> places = new ArrayList<>();
    private byte[] whole = {};

    @BeforeEach
    void write() throws IOException {
        try (SegmentFiles files = SegmentFiles.in(folder)) {
            for (int value = 0; value < VALUES; value++) {
                places.add(files.append(SEGMENT, bytes(value, LENGTH)));
            }
            files.force(SEGMENT);
        }
        whole = Files.readAllBytes(folder.resolve(SEGMENT));
        assertThat(whole).hasSize(VALUES * LENGTH);
    }

    @Test
    void aPlaceIsWrittenAndReadBack() {
        assertThat(places).extracting(place -> Place.parse(place.toString())).isEqualTo(places);
    }

    /** Cut at every byte of the last three values. */
    @Test
    void aSegmentThatWasCutHasTheValuesBeforeTheCut() throws IOException {
        try (SegmentFiles files = SegmentFiles.in(folder)) {
            for (int length = whole.length - 3 * LENGTH; length <= whole.length; length++) {
                Files.write(folder.resolve(SEGMENT), Arrays.copyOf(whole, length));
                for (int value = 0; value < VALUES; value++) {
                    assertHas(files, value, (value + 1) * LENGTH <= length);
                }
            }
        }
    }

    /** Every bit of the last three values flipped. */
    @Test
    void aFlippedBitLosesItsValueAndNoOther() throws IOException {
        try (SegmentFiles files = SegmentFiles.in(folder)) {
            for (int bit = (whole.length - 3 * LENGTH) * Byte.SIZE; bit < whole.length * Byte.SIZE; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                Files.write(folder.resolve(SEGMENT), flipped);
                for (int value = 0; value < VALUES; value++) {
                    assertHas(files, value, value != bit / Byte.SIZE / LENGTH);
                }
            }
        }
    }

    private void assertHas(SegmentFiles files, int value, boolean isWhole) {
        Place place = places.get(value);
        if (isWhole) {
            assertThat(files.read(place)).isEqualTo(bytes(value, LENGTH));
        } else {
            assertThatThrownBy(() -> files.read(place))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void whatNoRowSpeaksOfGoesAndTheRestIsAppendedTo() throws IOException {
        Files.write(folder.resolve("j-two.value.41"), new byte[9]);
        Files.write(folder.resolve(SEGMENT), Arrays.copyOf(whole, whole.length + 7));
        try (SegmentFiles files = SegmentFiles.in(folder)) {
            assertThat(files.fresh("j-two.value.")).isEqualTo("j-two.value.42");
            files.keepOnly(Map.of(SEGMENT, places.get(VALUES - 1).end(), "j-three.value.1", 5L));

            assertThat(folder).isDirectoryNotContaining("glob:**j-two*").isDirectoryNotContaining("glob:**j-three*");
            assertThat(folder.resolve(SEGMENT)).hasBinaryContent(whole);
            Place next = files.append(SEGMENT, bytes(9, 3));
            assertThat(next.start()).isEqualTo(whole.length);
            assertThat(files.read(next)).isEqualTo(bytes(9, 3));
        }
    }

    @Test
    void aSegmentIsDroppedWholeAndNothingElse() {
        try (SegmentFiles files = SegmentFiles.in(folder)) {
            Place other = files.append("j-one.round.8", bytes(1, 5));
            Place namesake = files.append("j-one-more.round.7", bytes(2, 5));

            files.drop(SEGMENT);
            files.drop(SEGMENT);

            assertThatThrownBy(() -> files.read(places.get(0))).isInstanceOf(JournalException.class);
            assertThat(files.read(other)).isEqualTo(bytes(1, 5));
            files.dropAll("j-one.");
            assertThatThrownBy(() -> files.read(other)).isInstanceOf(JournalException.class);
            assertThat(files.read(namesake)).isEqualTo(bytes(2, 5));
        }
    }

    @Test
    void nobodyElseMayReadThem() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(SEGMENT))))
                .isEqualTo("rw-------");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("not-a-folder"));

        assertThatThrownBy(() -> SegmentFiles.in(file))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining(file.toString());
    }
}

package io.psephos.learning.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PartitionTableTest {

    @Test
    void showsWhoHoldsWhat() {
        Examples examples = PartitionersTest.examples(7, 3);

        String table = PartitionTable.of(Shares.of(examples, new int[][] {{0, 3, 6}, {1, 2}, {4, 5}}))
                .render();

        assertThat(table).isEqualTo("""
                          client     0     1     2   total
                               0     3     ·     ·       3
                               1     ·     1     1       2
                               2     ·     1     1       2
                             all     3     2     2       7
                        examples a client: 2 to 3, median 2
                        """);
    }

    @Test
    void shortensManyClients() {
        Examples examples = PartitionersTest.examples(5000, 10);

        String forty = PartitionTable.of(
                        Shares.of(examples, Partitioners.iid().split(examples, 40, new SplittableRandom(1))))
                .render();
        String thousand = PartitionTable.of(
                        Shares.of(examples, Partitioners.iid().split(examples, 1000, new SplittableRandom(1))))
                .render();

        assertThat(forty.lines()).hasSize(43);
        assertThat(thousand.lines()).hasSize(29);
        assertThat(thousand).contains("… 975 more", "     999 ", "examples a client: 5 to 5, median 5");
    }
}

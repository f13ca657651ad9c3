package io.psephos.simulation.lab;

import io.psephos.simulation.RunEnd;
import org.jspecify.annotations.Nullable;

/**
 * The result of a cell.
 *
 * @param key digest of all that it follows from
 * @param state of the job at its end, {@code diverged} or {@code stalled}
 * @param accuracy of the last version; 0 where the job did not finish
 * @param best accuracy of all evaluations
 * @param backdoorSuccess share of triggered examples that got the attackers' class; null without such an attack
 * @param refused updates
 * @param digest of the last version's parameters
 */
public record CellResult(
        String key,
        String defence,
        String attack,
        int byzantine,
        double similarity,
        long seed,
        String state,
        double accuracy,
        double best,
        @Nullable Double backdoorSuccess,
        long rounds,
        long refused,
        double seconds,
        String digest) {

    /** The result of a job that could not continue, whatever it had reached before. */
    static CellResult unfinished(String key, Cell cell, RunEnd.Kind end) {
        Cell.Place place = cell.place();
        return new CellResult(
                key,
                place.defence(),
                place.attack(),
                place.byzantine(),
                place.similarity(),
                cell.seed(),
                end.word(),
                0,
                0,
                null,
                0,
                0,
                0,
                "");
    }

    /** The place of its cell. */
    Cell.Place place() {
        return new Cell.Place(defence, attack, byzantine, similarity);
    }

    /** The same result for the cell, which may have been renamed. */
    CellResult in(Cell cell) {
        Cell.Place place = cell.place();
        return new CellResult(
                key,
                place.defence(),
                place.attack(),
                place.byzantine(),
                place.similarity(),
                cell.seed(),
                state,
                accuracy,
                best,
                backdoorSuccess,
                rounds,
                refused,
                seconds,
                digest);
    }
}

package io.psephos.robustness.attack;

import io.psephos.protocol.JobSpec.AttackKind;

/** The attacks that a job file can name. */
public final class Attacks {

    private Attacks() {}

    /** The attack of that name; with {@code none} updates stay honest. */
    public static Attack of(AttackKind kind) {
        return switch (kind) {
            case NONE -> (update, random) -> update.clone();
            case SIGN_FLIP -> new SignFlip();
            case RANDOM_VOTES -> new RandomVotes();
            default -> throw new IllegalArgumentException(kind.word() + " is no attack on a single update");
        };
    }
}

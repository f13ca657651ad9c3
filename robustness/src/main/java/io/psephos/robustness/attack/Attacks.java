package io.psephos.robustness.attack;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import java.util.Locale;

/** The attacks that a job file can name. */
public final class Attacks {

    private Attacks() {}

    /**
     * A new attack, for one attacker alone, since some keep state. With {@code none}, and with the attacks on data,
     * updates stay as training made them.
     */
    public static Attack of(Choice<AttackKind> choice) {
        return switch (choice.kind()) {
            case NONE, LABEL_FLIP, BACKDOOR -> view -> view.update().clone();
            case SIGN_FLIP -> new SignFlip(flipsMean(choice), choice.number("factor"));
            case RANDOM_VOTES -> new RandomVotes();
            case GAUSSIAN -> new GaussianNoise(choice.number("deviation"));
            case NOT_FINITE -> new NotFinite();
            case LARGE_NORM -> new LargeNorm(choice.number("factor"));
            case IPM -> new InnerProduct(choice.number("factor"));
            case ALIE -> new LittleIsEnough(choice.number("deviations"));
            case OPTIMAL_IPM -> Optimized.innerProduct(choice.whole("evaluations"));
            case OPTIMAL_ALIE -> Optimized.littleIsEnough(choice.whole("evaluations"));
            case MIMIC -> new Mimic();
            case MIN_MAX -> new MinMax();
            case FREE_RIDER ->
                new FreeRider(FreeRider.Sends.valueOf(choice.word("sends").toUpperCase(Locale.ROOT)));
            case STALE_REPLAY -> new StaleReplay(choice.whole("rounds"));
            case FLOOD -> new Flood();
            case LOWEST_MARGIN -> new LowestMargin(choice.number("share"));
            case EXTENSION -> own(choice);
        };
    }

    /** Whether it uses the honest updates of others. */
    public static boolean looksAround(Choice<AttackKind> choice) {
        return isColluding(choice)
                || choice.kind() == AttackKind.LOWEST_MARGIN
                || choice.kind().isExtension()
                        && choice.extension(AttackExtension.class).looksAround();
    }

    /** Whether all attackers of a round send the same vector, which follows from the honest updates alone. */
    public static boolean isColluding(Choice<AttackKind> choice) {
        return switch (choice.kind()) {
            case IPM, ALIE, OPTIMAL_IPM, OPTIMAL_ALIE, MIMIC, MIN_MAX -> true;
            case SIGN_FLIP -> flipsMean(choice);
            case EXTENSION -> choice.extension(AttackExtension.class).isColluding();
            default -> false;
        };
    }

    /** Whether it poisons the examples only, so that the trained update is sent as usual. */
    public static boolean isOnData(Choice<AttackKind> choice) {
        return choice.kind() == AttackKind.LABEL_FLIP || choice.kind() == AttackKind.BACKDOOR;
    }

    /** Whether it starts from a trained update of the attacker's own. */
    public static boolean needsTraining(Choice<AttackKind> choice) {
        return switch (choice.kind()) {
            case GAUSSIAN, NOT_FINITE, FREE_RIDER, FLOOD -> false;
            default -> !isColluding(choice);
        };
    }

    private static Attack own(Choice<AttackKind> choice) {
        AttackExtension extension = choice.extension(AttackExtension.class);
        Attack attack = ExtensionException.guard(extension, () -> extension.attack(choice));
        return view -> {
            float[] sent = ExtensionException.guard(extension, () -> attack.corrupt(view));
            if (sent.length != view.update().length) {
                throw new ExtensionException(
                        extension, "sends " + view.update().length + " coordinates, had " + sent.length);
            }
            return sent;
        };
    }

    private static boolean flipsMean(Choice<AttackKind> choice) {
        return choice.kind() == AttackKind.SIGN_FLIP && choice.word("of").equals("mean");
    }
}

package io.psephos.cli;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Text;

/** The words for what attackers do. */
final class Lies {
    private Lies() {}

    /** Returns the attack by its name, and what each attacker sends. */
    static String told(Choice<AttackKind> attack) {
        return attack.word() + ": " + deed(attack);
    }

    private static String deed(Choice<AttackKind> attack) {
        return switch (attack.kind()) {
            case NONE -> "nobody lies";
            case SIGN_FLIP ->
                "they send the opposite of "
                        + (attack.word("of").equals("mean") ? "the honest mean" : "what they learned")
                        + times(attack);
            case RANDOM_VOTES -> "they toss a coin for every weight";
            case GAUSSIAN -> "they send noise of deviation " + Text.plain(attack.number("deviation"));
            case NOT_FINITE -> "they send NaN and infinities";
            case LARGE_NORM -> "they send what they learned" + times(attack);
            case IPM -> "they send the opposite of the honest mean" + times(attack);
            case ALIE -> "they shift the honest mean by a little of its spread";
            case OPTIMAL_IPM -> "they send the opposite of the honest mean, as large as harms most";
            case OPTIMAL_ALIE -> "they shift the honest mean by as much of its spread as harms most";
            case MIMIC -> "they all copy one honest client";
            case MIN_MAX -> "they shift the honest mean no further than honest clients are apart";
            case LABEL_FLIP -> "they train on reversed labels";
            case BACKDOOR -> "they train a trigger for class " + attack.whole("label");
            case FREE_RIDER ->
                "they train nothing and send "
                        + switch (attack.word("sends")) {
                            case "zero" -> "zeros";
                            case "random" -> "coins";
                            default -> "the last step once more";
                        };
            case STALE_REPLAY -> "they send what they learned " + attack.whole("rounds") + " rounds ago";
            case FLOOD -> "they send the opposite of the last step, as often as they are asked";
            case LOWEST_MARGIN -> "they vote against the majority where it is narrowest";
            case EXTENSION -> "they do what its author had in mind";
        };
    }

    private static String times(Choice<AttackKind> attack) {
        double factor = attack.number("factor");
        return factor == 1 ? "" : ", " + Text.plain(factor) + " times as large";
    }
}

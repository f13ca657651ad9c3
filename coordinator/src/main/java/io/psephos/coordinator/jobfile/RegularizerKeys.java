package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Regularizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The keys of {@code training} that say what is added to the gradient of clients. */
final class RegularizerKeys {
    private RegularizerKeys() {}

    /** Parses {@code regularizers}, and {@code proximal}, the short form of one of them. */
    static List<Choice<Regularizer>> parse(
            ConfigSection training, Key<Double> shortForm, Key<List<Choice<Regularizer>>> key) {
        double proximal = shortForm.read(training);
        List<Choice<Regularizer>> listed = key.read(training);
        if (!training.isFaulty(key.name())) {
            check(training, key.name(), proximal, listed);
        }
        List<Choice<Regularizer>> all = new ArrayList<>(listed);
        all.addAll(Regularizer.proximal(proximal));
        return all;
    }

    private static void check(ConfigSection training, String key, double proximal, List<Choice<Regularizer>> listed) {
        Set<String> seen = new HashSet<>();
        for (Choice<Regularizer> choice : listed) {
            if (!seen.add(choice.word())) {
                training.fault(key, "contradiction", choice.word() + " is listed twice");
            }
        }
        if (proximal > 0 && seen.contains(Regularizer.PROXIMAL.word())) {
            training.fault(
                    key,
                    "contradiction",
                    "lists proximal, of which training.proximal is the short form: one of the two says it");
        }
    }
}

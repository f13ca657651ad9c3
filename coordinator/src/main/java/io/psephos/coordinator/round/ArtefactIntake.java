package io.psephos.coordinator.round;

import io.psephos.compression.Finite;
import io.psephos.coordinator.ClientCalls.Reported;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.ProblemCode;
import io.psephos.protocol.Text;
import io.psephos.protocol.model.Artefact;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The check of artefacts that clients send beside their updates.
 *
 * @param takes the artefacts that the job asks for, by name
 */
record ArtefactIntake(Map<String, ParameterLayout> takes) {

    boolean asksFor(String name) {
        return takes.containsKey(name);
    }

    /** Returns why the job does not take the file under that name; empty where it does. */
    Optional<Reported.Refused> objection(String name, byte[] file) {
        ParameterLayout wanted = takes.get(name);
        if (wanted == null) {
            return refused(ProblemCode.NOT_FOUND, "the job asks for no artefact of this name", Text.printable(name));
        }
        if (file.length > Artefact.MOST_UPLOADED) {
            return refused(
                    ProblemCode.TOO_LARGE,
                    "an artefact has at most " + Artefact.MOST_UPLOADED + " bytes",
                    Integer.toString(file.length));
        }
        try {
            Artefact artefact = Artefact.read(file);
            if (!artefact.layout().equals(wanted)) {
                return refused(
                        ProblemCode.WRONG_LAYOUT,
                        "the job asks for other tensors under this name: " + wanted.tensors(),
                        artefact.layout().tensors().get(0).toString());
            }
            int violation = Finite.firstViolation(artefact.values());
            return violation < 0
                    ? Optional.empty()
                    : refused(
                            ProblemCode.NOT_FINITE,
                            "value " + violation + " is not finite",
                            Float.toString(artefact.values()[violation]));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return refused(ProblemCode.INVALID_MODEL, Text.line(String.valueOf(e.getMessage())), null);
        }
    }

    private static Optional<Reported.Refused> refused(ProblemCode code, String detail, @Nullable String value) {
        return Optional.of(new Reported.Refused(code, detail, value));
    }
}

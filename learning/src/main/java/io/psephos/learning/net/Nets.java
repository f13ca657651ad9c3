package io.psephos.learning.net;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nets that a job file can name: {@code softmax} with inputs and classes, {@code mlp} with widths between them. */
public final class Nets {
    /** The names of the built-in nets. */
    public static final List<String> NAMES = List.of("softmax", "mlp");

    /** What their layers must be, for messages. */
    public static final String LAYERS = "softmax takes [inputs, classes], mlp widths between them, too";

    private static final int MIN_CLASSES = 2;
    private static final long MAX_PARAMETERS = 1 << 28;

    private Nets() {}

    /** The net of a job's model; empty when no net has that name, or the one that has it cannot have those layers. */
    public static Optional<Net> byName(JobSpec.Model model) {
        List<Integer> widths = model.layers();
        return isKnown(model.net(), widths.size()) && isPossible(widths)
                ? Optional.of(new Net(widths))
                : Optional.empty();
    }

    /**
     * The net of a job's model, built in or a user's own; empty as {@link #byName}.
     *
     * @throws io.psephos.protocol.ExtensionException where it is a user's and is not here, or cannot be made
     */
    public static Optional<TrainableNet> of(JobSpec.Model model) {
        Optional<TrainableNet> own = ExtensionNet.of(model).map(net -> net);
        return own.isPresent() ? own : byName(model).map(net -> net);
    }

    /** The net with that layout of parameters; empty when no net has it. */
    public static Optional<Net> ofLayout(ParameterLayout layout) {
        List<TensorShape> weights = layout.tensors().stream()
                .filter(tensor -> tensor.shape().size() == 2)
                .toList();
        List<Integer> widths = new ArrayList<>();
        weights.forEach(tensor -> widths.add(tensor.shape().get(1)));
        if (!weights.isEmpty()) {
            widths.add(weights.get(weights.size() - 1).shape().get(0));
        }
        return byName(new JobSpec.Model(weights.size() == 1 ? "softmax" : "mlp", widths, 0))
                .filter(net -> net.layout().equals(layout));
    }

    /** The number of parameters: of a user's net those of its layout, else of fully connected layers with biases. */
    public static long parameterCount(JobSpec.Model model) {
        return ExtensionNet.of(model)
                .map(net -> (long) net.layout().parameterCount())
                .orElseGet(() -> dense(model));
    }

    private static long dense(JobSpec.Model model) {
        List<Integer> widths = model.layers();
        long count = 0;
        for (int i = 1; i < widths.size(); i++) {
            count += (widths.get(i - 1) + 1L) * widths.get(i);
        }
        return count;
    }

    private static boolean isKnown(String name, int widths) {
        return switch (name) {
            case "softmax" -> widths == 2;
            case "mlp" -> widths > 2;
            default -> false;
        };
    }

    private static boolean isPossible(List<Integer> widths) {
        double parameters = 0;
        for (int i = 1; i < widths.size(); i++) {
            parameters += (widths.get(i - 1) + 1.0) * widths.get(i);
        }
        return widths.stream().allMatch(width -> width >= 1)
                && widths.get(widths.size() - 1) >= MIN_CLASSES
                && parameters <= MAX_PARAMETERS;
    }
}

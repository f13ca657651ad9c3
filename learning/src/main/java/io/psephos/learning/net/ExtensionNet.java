package io.psephos.learning.net;

import io.psephos.learning.data.Examples;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.ExtensionFamily;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec;
import io.psephos.protocol.NetKind;
import io.psephos.protocol.ParameterLayout;
import java.util.Optional;
import java.util.function.Supplier;

/** A user's net as Psephos calls it: what it throws carries its name, and what it returns is checked. */
public final class ExtensionNet implements TrainableNet {
    private static final int MIN_CLASSES = 2;

    private final Extension extension;
    private final ExampleNet net;
    private final ParameterLayout layout;
    private final NetShape shape;

    private ExtensionNet(Extension extension, ExampleNet net) {
        this.extension = extension;
        this.net = net;
        this.layout = ExtensionException.guard(extension, net::layout);
        this.shape = new NetShape(
                layout.parameterCount(),
                ExtensionException.guard(extension, net::featureCount),
                ExtensionException.guard(extension, net::classCount));
        require(shape.features() >= 1, "must have at least one feature, had " + shape.features());
        require(shape.classes() >= MIN_CLASSES, "must have at least two classes, had " + shape.classes());
    }

    /**
     * The net of a job's model; empty where that is not a user's own.
     *
     * @throws io.psephos.protocol.MissingExtensionException where it is not here
     * @throws ExtensionException where it cannot be made
     */
    public static Optional<ExtensionNet> of(JobSpec.Model model) {
        return model.extension().map(choice -> of(choice, model));
    }

    private static ExtensionNet of(Choice<NetKind> choice, JobSpec.Model model) {
        NetExtension extension = choice.extension(NetExtension.class);
        return new ExtensionNet(
                extension, ExtensionException.guard(extension, () -> extension.net(choice, model.layers())));
    }

    /**
     * The first net among the extensions that has the layout; empty where none has.
     *
     * @throws ExtensionException where one of them fails
     */
    public static Optional<ExtensionNet> ofLayout(Extensions extensions, ParameterLayout layout) {
        return extensions.names(ExtensionFamily.NET).stream()
                .flatMap(name -> extensions.find(NetExtension.class, ExtensionFamily.NET, name).stream())
                .flatMap(own ->
                        ExtensionException.guard(own, () -> own.ofLayout(layout))
                                .map(net -> new ExtensionNet(own, net))
                                .stream())
                .filter(net -> net.layout().equals(layout))
                .findFirst();
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public int featureCount() {
        return shape.features();
    }

    @Override
    public int classCount() {
        return shape.classes();
    }

    @Override
    public float[] initial(long seed) {
        float[] parameters = ExtensionException.guard(extension, () -> net.initial(seed));
        require(
                parameters.length == shape.parameters(),
                "must begin with the " + shape.parameters() + " parameters of its layout, had " + parameters.length);
        int wrong = firstInfinite(parameters);
        require(wrong < 0, () -> "must begin with finite parameters, number " + wrong + " was " + parameters[wrong]);
        return parameters.clone();
    }

    @Override
    public Training training() {
        return new ExampleTraining(this)::train;
    }

    @Override
    public NetEvaluation evaluate(float[] parameters, Examples examples) {
        return NetEvaluation.of(this, parameters, examples);
    }

    NetShape shape() {
        return shape;
    }

    /** Adds the gradient of one example's loss and returns the loss. */
    double addGradient(float[] parameters, float[] features, int label, float[] gradient) {
        return ExtensionException.guard(extension, () -> net.addGradient(parameters, features, label, gradient));
    }

    /** The class of the largest score, the first of several. */
    int predict(float[] parameters, float[] features) {
        float[] scores = ExtensionException.guard(extension, () -> net.scores(parameters, features));
        require(
                scores.length == shape.classes(),
                "must return one score for each of " + shape.classes() + " classes, returned " + scores.length);
        int best = 0;
        for (int i = 0; i < scores.length; i++) {
            int at = i;
            require(
                    !Float.isNaN(scores[i]) || firstInfinite(parameters) >= 0,
                    () -> "returned a score that is no number, that of class " + at);
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    /**
     * @param gradient the sum of a batch
     * @throws ExtensionException where loss or gradient are not finite at parameters that are: training did not diverge
     */
    void requireFinite(double loss, float[] gradient, float[] parameters) {
        int wrong = firstInfinite(gradient);
        if ((wrong >= 0 || !Double.isFinite(loss)) && firstInfinite(parameters) < 0) {
            throw new ExtensionException(
                    extension,
                    wrong >= 0
                            ? "must add finite gradients, that of parameter " + wrong + " was " + gradient[wrong]
                            : "must return finite losses, returned " + loss);
        }
    }

    private void require(boolean holds, String says) {
        require(holds, () -> says);
    }

    private void require(boolean holds, Supplier<String> says) {
        if (!holds) {
            throw new ExtensionException(extension, says.get());
        }
    }

    /** The index of the first number that is not finite; -1 where all are. */
    private static int firstInfinite(float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                return i;
            }
        }
        return -1;
    }
}

package io.psephos.coordinator.jobfile;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Extensions;
import io.psephos.protocol.JobSpec.Model;
import io.psephos.protocol.NetKind;
import io.psephos.protocol.ParameterLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of the model that is trained. */
final class ModelKeys {
    private static final int LEAST_WIDTHS = 2;
    private static final int MOST_WIDTHS = 32;
    private static final String UPLOADED = "model: {upload: true}";

    private static final Key<String> NET = new Key<>(
                    "net", new KeyType.Named(Family.extensible("Nets", NetKind.values())), NetKind.MLP.word())
            .means("Net that clients and server train; options of one of your own stand beside it.");
    private static final Key<List<Integer>> LAYERS = new Key<>(
                    "layers", new KeyType.Wholes(1, 1 << 24, LEAST_WIDTHS, MOST_WIDTHS, false), List.of(64, 128, 10))
            .means("Widths of the net's layers: inputs first, classes last; they have to fit the" + " examples.");
    private static final Key<Boolean> UPLOAD = Key.flag("upload")
            .means("Whether version 0 is a safetensors file that you upload, for a model of your own and clients that"
                    + " know how to train it.");
    private static final Key<Long> SEED = Key.whole("seed", 7L, 0, JobFile.MAX_EXACT)
            .means("Seed of the initial parameters and of every draw of the server; same seed, same data, same model.");
    private static final Key<Optional<ParameterLayout>> LAYOUT = Key.tensors("layout")
            .usually("as the file says")
            .means("Names and shapes of the tensors that an upload must have, so that a wrong file is refused.")
            .with(UPLOADED);

    static final Section SECTION = Section.of(
            "model",
            "What is trained: a net by name, or a model that you upload.",
            "model: {net: mlp, layers: [64, 128, 10], seed: 7}",
            NET,
            LAYERS,
            UPLOAD,
            SEED,
            LAYOUT);

    private ModelKeys() {}

    static Model parse(ConfigSection section) {
        long seed = SEED.read(section);
        return UPLOAD.read(section) ? uploaded(section, seed) : builtIn(section, seed);
    }

    private static Model uploaded(ConfigSection section, long seed) {
        Model uploaded = new Model("", List.of(), seed, true, LAYOUT.read(section));
        for (Key<?> key : List.of(NET, LAYERS)) {
            if (key.isIn(section)) {
                section.fault(key.name(), "contradiction", "an uploaded model comes with its tensors");
            }
        }
        section.end();
        return uploaded;
    }

    private static Model builtIn(ConfigSection section, long seed) {
        if (LAYOUT.isIn(section)) {
            section.fault(LAYOUT.name(), "contradiction", "is for uploaded models only");
        }
        String net = NET.read(section);
        Optional<Choice<NetKind>> own = Extensions.isName(net)
                ? section.extension(NET.name(), net, NetKind.EXTENSION, section)
                : Optional.empty();
        List<Integer> layers = LAYERS.read(section);
        if (layers.size() < LEAST_WIDTHS || layers.size() > MOST_WIDTHS) {
            section.fault(
                    LAYERS.name(),
                    "out-of-range",
                    "must name " + LEAST_WIDTHS + " to " + MOST_WIDTHS + " widths, had " + layers.size());
        }
        section.end();
        return new Model(net, layers, seed, false, Optional.empty(), own);
    }

    static Map<String, Object> render(Model model) {
        SectionWriter tree = new SectionWriter();
        if (model.upload()) {
            tree.put(UPLOAD, true).put(SEED, model.seed());
            return (model.layout().isPresent() ? tree.put(LAYOUT, model.layout()) : tree).entries();
        }
        tree.put(NET, model.net());
        model.extension().ifPresent(tree::putOptions);
        return tree.put(LAYERS, model.layers()).put(SEED, model.seed()).entries();
    }
}

package io.psephos.learning.data;

import io.psephos.learning.data.ClassRule.Classes;
import io.psephos.learning.data.Recipe.Missing;
import io.psephos.learning.format.DataFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A folder with the files of a data set. */
final class SetFolder {
    private static final int MOST_CLIENTS = 1 << 22;

    private final String name;
    private final VouchedFiles files;
    private final Recipe recipe;
    private final Words labels = new Words("label", ClassRule.MOST_CLASSES);
    private final Words clients = new Words("client", MOST_CLIENTS);
    private final List<String> notes = new ArrayList<>();

    SetFolder(String name, VouchedFiles files) {
        this.name = name;
        this.files = files;
        this.recipe = FoundFiles.in(files.folder()).recipe(name);
    }

    /**
     * Reads the set.
     *
     * @param seed of the split of a set that comes in one piece
     * @throws DataFileException when a file is not as it must be
     */
    DataSet load(long seed) {
        PartReader reader = new PartReader(files, recipe, labels, clients);
        RawPart training = reader.training();
        Optional<RawPart> testing = reader.testing();
        requireExamples(training);
        testing.ifPresent(this::requireExamples);
        Classes classes = recipe.classes().classes(labels);
        DataSet set =
                testing.map(part -> inTwo(training, part, classes)).orElseGet(() -> inOne(training, classes, seed));
        if (!classes.names().isEmpty() && recipe.text().isEmpty()) {
            notes.add("classes 0 to " + (classes.count() - 1) + " are " + classes.told());
        }
        int missing = training.missing() + testing.map(RawPart::missing).orElse(0);
        int dropped = training.dropped() + testing.map(RawPart::dropped).orElse(0);
        tellOfMissing(missing, dropped);
        return new DataSet(name, set.training(), set.heldOut(), set.clients(), notes);
    }

    private DataSet inTwo(RawPart training, RawPart testing, Classes classes) {
        if (recipe.heldOut().isPresent()) {
            throw new DataFileException(
                    files.folder().resolve(RecipeFile.NAME).toString(),
                    "test: must be left away, as there is a test part");
        }
        testing.requireFeaturesOf(training);
        int[] all = IntStream.range(0, training.count()).toArray();
        RawFeatures known = raw(training);
        RawFeatures unknown = raw(testing);
        prepare(known, all, List.of(known, unknown));
        return new DataSet(
                name,
                examples(known, training, classes),
                examples(unknown, testing, classes),
                natural(training, all),
                notes);
    }

    private DataSet inOne(RawPart part, Classes classes, long seed) {
        RawFeatures features = raw(part);
        Examples all = examples(features, part, classes);
        StratifiedSplit split = split(part, all, seed);
        if (split.rest().length == 0 || split.share().length == 0 && share() > 0) {
            throw new DataFileException(
                    part.file(),
                    all.count() + " examples cannot be split into a training and a test part; test: 0 in dataset.yaml"
                            + " holds none out");
        }
        prepare(features, split.rest(), List.of(features));
        return new DataSet(
                name, all.select(split.rest()), all.select(split.share()), natural(part, split.rest()), notes);
    }

    private double share() {
        return recipe.heldOut().orElse(Recipe.HELD_OUT);
    }

    private void requireExamples(RawPart part) {
        if (part.count() == 0) {
            throw new DataFileException(
                    part.file(),
                    part.dropped() == 0
                            ? "has no examples"
                            : "has no examples but the " + part.dropped() + " that miss values and are dropped");
        }
    }

    /** Bytes stay bytes where their scale is a number. */
    private RawFeatures raw(RawPart part) {
        return recipe.scale().keepsBytes() ? part.features() : part.features().floats();
    }

    private void prepare(RawFeatures training, int[] positions, List<RawFeatures> all) {
        if (!(training instanceof RawFeatures.Floats floats)) {
            return;
        }
        Preparation preparation = Preparation.of(recipe, floats, positions);
        all.forEach(features -> preparation.apply(features.floats()));
        String told = recipe.scale().told();
        if (!told.isEmpty()) {
            notes.add(told);
        }
    }

    private Examples examples(RawFeatures features, RawPart part, Classes classes) {
        int[] of = classes.of(part.labels());
        return features instanceof RawFeatures.Bytes bytes
                ? Examples.ofBytes(bytes.values(), recipe.scale().white(), of, classes.count())
                : new Examples(features.floats().values(), of, classes.count());
    }

    /** A share of each class by the seed; of text, which goes on from one example to the next, the end of each client's. */
    private StratifiedSplit split(RawPart part, Examples all, long seed) {
        return recipe.text().isPresent()
                ? StratifiedSplit.ends(part.clients(), part.count(), clients.size(), share())
                : StratifiedSplit.of(all, share(), new SplittableRandom(seed));
    }

    /** The clients by their names, those that train on something. */
    private Optional<NaturalClients> natural(RawPart part, int[] training) {
        if (part.clients().length == 0) {
            return Optional.empty();
        }
        List<List<Integer>> shares = new ArrayList<>();
        IntStream.range(0, clients.size()).forEach(code -> shares.add(new ArrayList<>()));
        for (int i = 0; i < training.length; i++) {
            shares.get(part.clients()[training[i]]).add(i);
        }
        List<String> names = clients.values();
        boolean areNumbers = names.stream().allMatch(client -> client.matches("\\d{1,18}"));
        Comparator<String> order = areNumbers ? Comparator.comparingLong(Long::parseLong) : Comparator.naturalOrder();
        List<Integer> codes = IntStream.range(0, names.size())
                .filter(code -> !shares.get(code).isEmpty())
                .boxed()
                .sorted(Comparator.comparing(names::get, order))
                .toList();
        notes.add("the examples are of " + codes.size() + " clients"
                + (codes.size() < names.size()
                        ? ", " + (names.size() - codes.size()) + " more have none to train on"
                        : ""));
        return Optional.of(new NaturalClients(
                codes.stream().map(names::get).toList(),
                codes.stream()
                        .map(code -> shares.get(code).stream()
                                .mapToInt(Integer::intValue)
                                .toArray())
                        .toArray(int[][]::new)));
    }

    private void tellOfMissing(int missing, int dropped) {
        if (recipe.missing() == Missing.DROP) {
            notes.add(String.format(Locale.ROOT, "%,d examples were dropped, as they miss values", dropped));
        } else if (recipe.missing() != Missing.REFUSE) {
            notes.add(String.format(
                    Locale.ROOT,
                    "%,d missing values became %s",
                    missing,
                    recipe.missing() == Missing.ZERO ? "0" : "the mean of their feature over the training part"));
        }
    }
}

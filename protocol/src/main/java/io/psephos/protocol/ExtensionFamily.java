package io.psephos.protocol;

/** The families of which a user may add members. */
public enum ExtensionFamily {
    RULE("rule", "aggregation.rule"),
    FILTER("filter", "robustness.filters"),
    CODEC("codec", "codec.scheme"),
    STAGE("server stage", "aggregation.stages"),
    REGULARIZER("regularizer", "training.regularizers"),
    SELECTOR("cohort selector", "participants.selector"),
    ATTACK("attack", "simulation.attack.kind"),
    NET("net", "model.net"),
    DATA_SET("data set", "simulation.data");

    private final String title;
    private final String key;

    ExtensionFamily(String title, String key) {
        this.title = title;
        this.key = key;
    }

    /** The family in words, for messages. */
    public String title() {
        return title;
    }

    /** The key of job files that names members. */
    public String key() {
        return key;
    }
}

package io.psephos.aggregation.staleness;

import io.psephos.protocol.Choice;
import io.psephos.protocol.Dampening;

/** Dampening functions as a job file names them; each falls with τ and is 1 at 0. */
public final class StalenessWeights {
    private StalenessWeights() {}

    /** The dampening function of that kind. */
    public static StalenessWeight of(Choice<Dampening> dampening) {
        StalenessWeight weight = function(dampening);
        return staleness -> {
            if (staleness < 0) {
                throw new IllegalArgumentException("staleness must be >= 0, was " + staleness);
            }
            return weight.at(staleness);
        };
    }

    private static StalenessWeight function(Choice<Dampening> dampening) {
        return switch (dampening.kind()) {
            case NONE -> staleness -> 1;
            case INVERSE -> staleness -> 1 / (1.0 + staleness);
            case EXPONENTIAL -> exponential(dampening.number("alpha"));
            case POLYNOMIAL -> polynomial(dampening.number("power"));
            case HINGE -> hinge(dampening.number("start"), dampening.number("slope"));
        };
    }

    /** Kardam's exponential dampening (Damaskinos et al., 2018). */
    private static StalenessWeight exponential(double alpha) {
        return staleness -> Math.exp(-alpha * staleness);
    }

    /** FedAsync's polynomial dampening; with power ½ FedBuff's (Nguyen et al., 2022). */
    private static StalenessWeight polynomial(double power) {
        return staleness -> Math.pow(1.0 + staleness, -power);
    }

    /** FedAsync's hinge (Xie, Koyejo and Gupta, 2019). */
    private static StalenessWeight hinge(double start, double slope) {
        return staleness -> staleness <= start ? 1 : 1 / (1 + slope * (staleness - start));
    }
}

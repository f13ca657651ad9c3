package io.psephos.robustness.aggregator;

final class MultiKrumTest extends RobustRuleContract {

    @Override
    VectorRule rule() {
        return Krum.several();
    }

    @Override
    Breakdown breakdown() {
        return Breakdown.KRUM;
    }
}

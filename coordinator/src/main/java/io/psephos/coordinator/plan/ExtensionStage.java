package io.psephos.coordinator.plan;

import io.psephos.aggregation.stage.Need;
import io.psephos.aggregation.stage.RoundFacts;
import io.psephos.aggregation.stage.RoundResult;
import io.psephos.aggregation.stage.ServerStage;
import io.psephos.aggregation.stage.Slot;
import io.psephos.aggregation.stage.StageExtension;
import io.psephos.protocol.Choice;
import io.psephos.protocol.ExtensionException;
import io.psephos.protocol.Offer;
import io.psephos.protocol.ParameterLayout;
import io.psephos.protocol.StageKind;
import io.psephos.protocol.state.NamedState;
import java.util.Map;
import java.util.Set;

/** A user's stage as Psephos calls it: what it throws carries its name, and it changes no state but its own. */
final class ExtensionStage implements ServerStage {
    private final StageExtension extension;
    private final ServerStage stage;

    private ExtensionStage(StageExtension extension, ServerStage stage) {
        this.extension = extension;
        this.stage = stage;
    }

    /** @throws ExtensionException where it is not here, or cannot be made */
    static ServerStage of(Choice<StageKind> choice, ParameterLayout layout) {
        StageExtension extension = choice.extension(StageExtension.class);
        return new ExtensionStage(
                extension, ExtensionException.guard(extension, () -> extension.stage(choice, layout)));
    }

    @Override
    public RoundResult apply(RoundResult result, RoundFacts facts) {
        RoundResult next = ExtensionException.guard(extension, () -> stage.apply(result, facts));
        next.state().changedSince(result.state()).keySet().stream()
                .filter(name -> !isOwn(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ExtensionException(
                            extension,
                            "keeps state under names such as x-name/mean, with its own before the slash, was '" + name
                                    + "'");
                });
        if (next.direction().count() != result.direction().count()) {
            throw new ExtensionException(
                    extension,
                    "must leave a direction of " + result.direction().count() + " coordinates, left "
                            + next.direction().count());
        }
        return next;
    }

    @Override
    public Slot slot() {
        return ExtensionException.guard(extension, stage::slot);
    }

    @Override
    public Set<Need> needs() {
        return ExtensionException.guard(extension, stage::needs);
    }

    @Override
    public Offer offered(Offer offer, NamedState state, long published) {
        return ExtensionException.guard(extension, () -> stage.offered(offer, state, published));
    }

    @Override
    public Set<String> publishes() {
        return ExtensionException.guard(extension, stage::publishes);
    }

    @Override
    public Map<String, ParameterLayout> takes() {
        return ExtensionException.guard(extension, stage::takes);
    }

    @Override
    public boolean isSharedWithClients(String piece) {
        return isOwn(piece) && ExtensionException.guard(extension, () -> stage.isSharedWithClients(piece));
    }

    private boolean isOwn(String piece) {
        return piece.equals(extension.name()) || piece.startsWith(extension.name() + "/");
    }
}

package io.psephos.robustness.attack;

import io.psephos.protocol.AttackKind;
import io.psephos.protocol.Choice;
import io.psephos.protocol.Extension;
import io.psephos.protocol.ExtensionFamily;

/** A user's attack on updates: {@code simulation: {attack: {kind: x-…, clients: 3}}}. */
public interface AttackExtension extends Extension {

    @Override
    default ExtensionFamily family() {
        return ExtensionFamily.ATTACK;
    }

    /** Returns the attack of one attacker, or of all together where they collude. */
    Attack attack(Choice<AttackKind> choice);

    /** Whether it uses the honest updates of others, which must then be there before it is an attacker's turn. */
    default boolean looksAround() {
        return true;
    }

    /** Whether all attackers of a round send the same vector, which follows from the honest updates alone. */
    default boolean isColluding() {
        return false;
    }
}

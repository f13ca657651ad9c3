package io.psephos.server.security;

import io.psephos.coordinator.Participant;

/** Who makes a call. */
public sealed interface Caller {

    Role role();

    /** The name that stands in audits. */
    String actor();

    /** Somebody who runs jobs or looks at them. */
    record Person(Role role, String actor) implements Caller {}

    /** An enrolled client. */
    record Device(Participant participant) implements Caller {
        @Override
        public Role role() {
            return Role.CLIENT;
        }

        @Override
        public String actor() {
            return participant.id().value();
        }
    }
}

package io.psephos.server.security;

import io.psephos.coordinator.Participant;

/** An authenticated caller. */
public sealed interface Caller {

    Role role();

    /** Returns the name of the caller in audits. */
    String actor();

    /** An operator: a person or program that runs jobs or reads them. */
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

package io.psephos.coordinator.jobfile;

import io.psephos.protocol.JobSpec;
import io.psephos.protocol.JobSpec.Participants;
import java.util.List;
import java.util.Map;

/** The keys of who may take part. */
final class ParticipantsKeys {
    private static final Key<List<String>> ROSTER = Key.names("roster", "names", List.of())
            .means(
                    "Clients by the names that their enrolment tokens fixed, each once, in place of groups; for rules that"
                            + " must know everybody, such as `diana` and `kardam`.");
    private static final Key<List<String>> GROUPS = Key.names("groups", "groups", List.of("default"))
            .usually("`[default]`, where there is no roster")
            .means("Groups of enrolled clients that may take part: whoever of them asks first gets a free place.");

    static final Section SECTION = Section.of(
            "participants",
            "Who may take part: groups of clients, or a fixed roster of names.",
            "participants: {groups: [hospitals, default]}",
            GROUPS,
            ROSTER,
            SelectorKeys.SELECTOR);

    private ParticipantsKeys() {}

    /** Parses all but the selector, which goes by the schedule; whoever reads that has to end the section. */
    static Participants parse(ConfigSection section) {
        List<String> roster = ROSTER.read(section);
        List<String> groups = ROSTER.isIn(section) ? GROUPS.read(section, List.of()) : GROUPS.read(section);
        if (ROSTER.isIn(section) && GROUPS.isIn(section)) {
            section.fault(GROUPS.name(), "contradiction", "a roster stands in place of groups");
        } else if (roster.isEmpty() && groups.isEmpty()) {
            section.fault(GROUPS.name(), "out-of-range", "somebody must be able to take part");
        }
        if (roster.stream().distinct().count() < roster.size()) {
            section.fault(ROSTER.name(), "contradiction", "must name everybody once");
        }
        return new Participants(groups, roster);
    }

    static Map<String, Object> render(JobSpec spec) {
        Participants participants = spec.participants();
        SectionWriter tree = new SectionWriter();
        if (participants.hasRoster()) {
            tree.put(ROSTER, participants.roster());
        } else {
            tree.put(GROUPS, participants.groups());
        }
        if (!SelectorKeys.isUsual(spec)) {
            tree.put(SelectorKeys.SELECTOR, participants.selector());
        }
        return tree.entries();
    }
}

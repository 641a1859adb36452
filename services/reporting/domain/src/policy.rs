//! Who may have which document (section 4.2 of the handbook; RP-3, RP-4).

use kernel::Reading;
use regulation::{Actor, SystemRole};
use uuid::Uuid;

/// A present post of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// The agency.
    pub agency: Uuid,
    /// The unit inside it.
    pub unit: Uuid,
    /// Head of the agency.
    pub heads_agency: bool,
}

/// Who wants to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The person with their system roles.
    pub actor: Actor,
    /// Their present posts.
    pub posts: Vec<Post>,
}

impl Reader {
    /// Whether the reader is in charge of the personnel of an agency.
    pub fn keeps_personnel(&self, agency: Uuid) -> bool {
        self.actor.holds_in(SystemRole::HrOfficer, agency)
    }

    fn heads(&self, agency: Uuid) -> bool {
        self.posts.iter().any(|post| post.agency == agency && post.heads_agency)
    }

    /// Whether one of these heads of somebody is the reader, and acts for the agency still.
    fn is_one_of(&self, heads: [Option<Uuid>; 2], agency: Uuid) -> bool {
        heads.contains(&Some(self.actor.person)) && self.actor.reach().covers(agency)
    }

    fn works_in(&self, agency: Uuid) -> bool {
        self.posts.iter().any(|post| post.agency == agency)
    }
}

/// How far a record has come, as far as reading goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Before the minutes: the 360° is nobody's yet.
    Open,
    /// From the minutes on.
    Minuted,
    /// Published.
    Published,
}

/// What is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Counts of an agency's published results, and the summary made of them.
    Counts {
        /// The agency.
        agency: Uuid,
    },
    /// Published results with names.
    Names {
        /// The agency.
        agency: Uuid,
    },
    /// Minutes of a unit.
    Minutes {
        /// The agency.
        agency: Uuid,
        /// The reader is evaluated in the unit, or verifies or decides on somebody there; who joins it later was not there.
        takes_part: bool,
        /// The head of the agency is among the subjects.
        of_agency_head: bool,
    },
    /// Who said what about one subject of minutes.
    Reviewers {
        /// The agency.
        agency: Uuid,
        /// The evaluated person.
        subject: Uuid,
        /// Their direct head.
        direct_head: Option<Uuid>,
        /// Who decides; none when the higher authority does.
        decider: Option<Uuid>,
    },
    /// The form and the score sheet of one person.
    Dossier {
        /// The agency.
        agency: Uuid,
        /// The evaluated person.
        subject: Uuid,
        /// Their direct head.
        direct_head: Option<Uuid>,
        /// Who decides; none when an authority does for which nobody is named.
        decider: Option<Uuid>,
        /// Somebody outside the agency decides.
        decided_outside: bool,
        /// How far it has come.
        stage: Stage,
    },
    /// What a person handed in of their work.
    Work {
        /// The agency; none for who holds no post.
        agency: Option<Uuid>,
        /// Whose work.
        person: Uuid,
        /// Who approves it.
        approver: Option<Uuid>,
        /// The head of the agency.
        agency_head: Option<Uuid>,
        /// The reader approves it for a head who is away.
        stands_in: bool,
    },
    /// What somebody hands over with a post.
    Handover {
        /// The agency that is left; none for who held no post in one.
        agency: Option<Uuid>,
        /// The reader is one of its sides, or was a head of who hands over.
        takes_part: bool,
    },
}

/// What may be read of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// All.
    Full,
    /// Counts that tell nobody's class; names of agency heads only; opinions without their reviewers; a dossier without the result.
    Part,
    /// Nothing, but that it exists is no secret.
    Forbidden,
    /// Nothing, not even that it exists.
    Hidden,
}

/// Who may read what.
pub fn may(reader: &Reader, resource: &Resource) -> Verdict {
    use SystemRole::{Auditor, HigherAuthority, HrOfficer, ProvinceLeader, SnvAdmin};
    let holds = |rights: &[SystemRole], agency| rights.iter().any(|right| reader.actor.holds_in(*right, agency));
    match *resource {
        Resource::Counts { agency } => {
            let office = holds(&[HrOfficer, SnvAdmin, HigherAuthority, ProvinceLeader, Auditor], agency);
            match (office || reader.heads(agency), reader.works_in(agency)) {
                (true, _) => Verdict::Full,
                (false, true) => Verdict::Part,
                (false, false) => Verdict::Forbidden,
            }
        }
        Resource::Names { agency } => {
            if reader.heads(agency) || holds(&[HrOfficer, SnvAdmin, Auditor], agency) {
                return Verdict::Full;
            }
            if holds(&[HigherAuthority, ProvinceLeader], agency) { Verdict::Part } else { Verdict::Forbidden }
        }
        Resource::Minutes { agency, takes_part, of_agency_head } => {
            let works_there = takes_part && reader.actor.reach().covers(agency);
            let higher = of_agency_head && holds(&[HigherAuthority], agency);
            let reads = works_there || reader.heads(agency) || higher || holds(&[HrOfficer, Auditor], agency);
            if reads { Verdict::Full } else { Verdict::Hidden }
        }
        Resource::Reviewers { agency, subject, direct_head, decider } => {
            let higher = decider.is_none() && holds(&[HigherAuthority], agency);
            let knows = reader.is_one_of([direct_head, decider], agency) || higher || holds(&[Auditor], agency);
            if knows && reader.actor.person != subject { Verdict::Full } else { Verdict::Part }
        }
        Resource::Dossier { agency, subject, direct_head, decider, decided_outside, stage } => {
            if reader.actor.person == subject {
                return if stage == Stage::Published { Verdict::Full } else { Verdict::Part };
            }
            let head = reader.is_one_of([direct_head, decider], agency);
            let higher = decider.is_none() && holds(&[HigherAuthority], agency);
            let leader = decided_outside && stage == Stage::Published && holds(&[ProvinceLeader], agency);
            if !(head || reader.heads(agency) || higher || leader || holds(&[HrOfficer, Auditor], agency)) {
                return Verdict::Hidden;
            }
            if stage == Stage::Open { Verdict::Part } else { Verdict::Full }
        }
        Resource::Work { agency, .. } | Resource::Handover { agency, .. } => {
            let office = agency.is_some_and(|agency| holds(&[HrOfficer, Auditor], agency));
            if is_their_part(reader, resource) || office { Verdict::Full } else { Verdict::Hidden }
        }
    }
}

/// How somebody who may read named results of an agency reads them (section 4.2 of the handbook: every privileged read is logged):
/// its head as their part, all others by office.
pub fn reading_names(reader: &Reader, agency: Uuid) -> Reading {
    if reader.heads(agency) { Reading::OwnPart } else { by_office(reader, agency) }
}

/// How somebody has a document made: about themself alone, or by office.
pub fn reading_document(reader: &Reader, agency: Uuid, is_own: bool) -> Reading {
    if is_own { Reading::OwnPart } else { by_office(reader, agency) }
}

/// How somebody who may read the work of a person, or what they hand over, reads it: as the person or a head it is their part, or
/// else by office.
pub fn reading_work(reader: &Reader, resource: &Resource, agency: Uuid) -> Reading {
    if is_their_part(reader, resource) { Reading::OwnPart } else { by_office(reader, agency) }
}

/// Whose part it is to read the work of a person, or what they hand over.
fn is_their_part(reader: &Reader, resource: &Resource) -> bool {
    let me = Some(reader.actor.person);
    match *resource {
        Resource::Work { person, approver, agency_head, stands_in, .. } => {
            reader.actor.person == person || me == approver || me == agency_head || stands_in
        }
        Resource::Handover { takes_part, .. } => takes_part,
        Resource::Counts { .. }
        | Resource::Names { .. }
        | Resource::Minutes { .. }
        | Resource::Reviewers { .. }
        | Resource::Dossier { .. } => false,
    }
}

fn by_office(reader: &Reader, agency: Uuid) -> Reading {
    if reader.actor.holds_in(SystemRole::Auditor, agency) { Reading::WithReason } else { Reading::ByOffice }
}

/// Whether somebody may read who read by office: the auditor and Sở Nội vụ.
pub fn may_list_reads(reader: &Reader, agency: Uuid) -> bool {
    reader.actor.holds_in(SystemRole::Auditor, agency) || reader.actor.holds_in(SystemRole::SnvAdmin, agency)
}

#[cfg(test)]
mod tests {
    use regulation::Grant;

    use super::*;

    const AGENCY: Uuid = Uuid::from_u128(1);
    const UNIT: Uuid = Uuid::from_u128(2);
    const SUBJECT: Uuid = Uuid::from_u128(3);
    const DIRECT: Uuid = Uuid::from_u128(4);
    const HEAD: Uuid = Uuid::from_u128(5);
    const OTHER: Uuid = Uuid::from_u128(99);

    fn post(unit: Uuid, heads_agency: bool) -> Vec<Post> {
        vec![Post { agency: AGENCY, unit, heads_agency }]
    }

    fn reader(name: &str) -> Reader {
        let right = |role, agency| (OTHER, vec![], vec![Grant { role, agency }]);
        let (person, posts, grants) = match name {
            "subject" => (SUBJECT, post(UNIT, false), vec![]),
            "colleague" => (OTHER, post(UNIT, false), vec![]),
            "other unit" => (OTHER, post(OTHER, false), vec![]),
            "direct head" => (DIRECT, post(UNIT, false), vec![]),
            "agency head" => (HEAD, post(OTHER, true), vec![]),
            "HR" => right(SystemRole::HrOfficer, Some(AGENCY)),
            "HR elsewhere" => right(SystemRole::HrOfficer, Some(OTHER)),
            "SNV" => right(SystemRole::SnvAdmin, None),
            "higher" => right(SystemRole::HigherAuthority, None),
            "leader" => right(SystemRole::ProvinceLeader, None),
            "auditor" => right(SystemRole::Auditor, None),
            "stranger" => (OTHER, vec![], vec![]),
            _ => unreachable!(),
        };
        let serves = posts.iter().map(|post| post.agency).collect();
        Reader { actor: Actor { person, grants, serves, session: Uuid::nil() }, posts }
    }

    fn dossier(stage: Stage, decider: Option<Uuid>) -> Resource {
        Resource::Dossier {
            agency: AGENCY,
            subject: SUBJECT,
            direct_head: Some(DIRECT),
            decider,
            decided_outside: decider.is_none(),
            stage,
        }
    }

    #[test]
    fn who_reads_names_by_office_reads_those_of_the_own_agency_so_too() {
        let officer = Reader { posts: post(UNIT, false), ..reader("HR") };
        assert_eq!(reading_names(&officer, AGENCY), Reading::ByOffice);
        assert_eq!(reading_names(&reader("agency head"), AGENCY), Reading::OwnPart);
        assert_eq!(reading_names(&reader("auditor"), AGENCY), Reading::WithReason);
    }

    /// Full, Part, Forbidden or Hidden for: counts, names, minutes, reviewers, dossier open, minuted, published.
    #[test]
    fn the_table_of_rights() {
        let table = "
            subject      P x F P P P F
            colleague    P x F P - - -
            other unit   P x - P - - -
            direct head  P x F F P F F
            agency head  F F F F P F F
            HR           F F F P P F F
            HR elsewhere x x - P - - -
            SNV          F F - P - - -
            higher       F P - P - - -
            leader       F P - P - - -
            auditor      F F F F P F F
            stranger     x x - P - - -";
        let resources = |reader: &Reader| {
            [
                Resource::Counts { agency: AGENCY },
                Resource::Names { agency: AGENCY },
                Resource::Minutes { agency: AGENCY, takes_part: reader.posts.iter().any(|post| post.unit == UNIT), of_agency_head: false },
                Resource::Reviewers { agency: AGENCY, subject: SUBJECT, direct_head: Some(DIRECT), decider: Some(HEAD) },
                dossier(Stage::Open, Some(HEAD)),
                dossier(Stage::Minuted, Some(HEAD)),
                dossier(Stage::Published, Some(HEAD)),
            ]
        };
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (name, verdicts) = line.split_at(line.len() - 13);
            let reader = reader(name.trim());
            for (resource, wanted) in resources(&reader).iter().zip(verdicts.split(' ')) {
                let found = match may(&reader, resource) {
                    Verdict::Full => "F",
                    Verdict::Part => "P",
                    Verdict::Forbidden => "x",
                    Verdict::Hidden => "-",
                };
                assert_eq!(found, wanted, "{name} {resource:?}");
            }
        }
    }

    #[test]
    fn work_is_read_by_its_person_the_heads_who_stands_in_for_one_and_by_office() {
        let work =
            |agency, stands_in| Resource::Work { agency, person: SUBJECT, approver: Some(DIRECT), agency_head: Some(HEAD), stands_in };
        let there = work(Some(AGENCY), false);
        for name in ["subject", "direct head", "agency head", "HR", "auditor"] {
            assert_eq!(may(&reader(name), &there), Verdict::Full, "{name}");
        }
        for name in ["colleague", "HR elsewhere", "SNV", "higher", "leader", "stranger"] {
            assert_eq!(may(&reader(name), &there), Verdict::Hidden, "{name}");
        }
        assert_eq!(may(&reader("colleague"), &work(Some(AGENCY), true)), Verdict::Full, "approves for a head who is away");
        assert_eq!(may(&reader("HR"), &work(None, false)), Verdict::Hidden, "nobody's office reaches who holds no post");
        let readings = ["direct head", "HR", "auditor"].map(|name| reading_work(&reader(name), &there, AGENCY));
        assert_eq!(readings, [Reading::OwnPart, Reading::ByOffice, Reading::WithReason]);
    }

    #[test]
    fn heads_do_not_learn_who_said_what_about_themselves() {
        let about = |subject, direct_head| Resource::Reviewers { agency: AGENCY, subject, direct_head, decider: Some(HEAD) };
        assert_eq!(may(&reader("direct head"), &about(DIRECT, Some(HEAD))), Verdict::Part);
        assert_eq!(may(&reader("agency head"), &about(HEAD, None)), Verdict::Part);
        assert_eq!(may(&reader("agency head"), &about(DIRECT, Some(HEAD))), Verdict::Full);
    }

    #[test]
    fn what_the_higher_authority_decides_on_it_may_read() {
        let minutes = Resource::Minutes { agency: AGENCY, takes_part: false, of_agency_head: true };
        assert_eq!(may(&reader("higher"), &minutes), Verdict::Full);
        assert_eq!(may(&reader("higher"), &dossier(Stage::Minuted, None)), Verdict::Full);
        assert_eq!(may(&reader("leader"), &dossier(Stage::Minuted, None)), Verdict::Hidden);
        assert_eq!(may(&reader("leader"), &dossier(Stage::Published, None)), Verdict::Full);
    }
}

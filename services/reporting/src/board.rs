//! The published results of one agency and year, in printing order.

use contract::Word;
use contract::announced;
use regulation::{Cap, Class, EmployeeGroup, Flag, NotEvaluated, PostRole};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use events::Error;
use kernel::{Points, SmallestGroup, text};
use proto::evaluation::v1::{Outcome as Computed, Record, RecordState, Subject};
use proto::identity::v1::{Post, Unit, UnitKind};
use reporting_domain::{Outcome, Person, words};

use runtime::Ctx;
use uuid::Uuid;

use crate::{store, wire};

/// One person who stands in the tables.
pub(crate) struct Line {
    pub record_id: String,
    pub subject: Subject,
    pub group: EmployeeGroup,
    pub outcome: Outcome,
    /// What scoring made of it; nothing for paper and for those not evaluated.
    pub computed: Computed,
    /// Too few gave an opinion for the tables to say what they gave.
    pub few: bool,
    pub total: Option<Points>,
    pub label: String,
    pub decided_total: Option<Points>,
    /// Why another total was decided; empty otherwise.
    pub decided_reason: String,
    /// Why there is no class, as a code.
    pub not_evaluated: String,
    /// The agency that evaluated on paper; empty for everybody else.
    pub on_paper: String,
    /// The higher authority decides on this person: the head of the agency.
    pub is_agency_head: bool,
}

/// The results of one agency and year.
pub(crate) struct Board {
    pub agency: Unit,
    pub year: i32,
    pub lines: Vec<Line>,
    /// Records whose result is not published yet.
    pub pending: usize,
    /// Who decides in this agency, as they signed last or as they are posted.
    pub head: Option<Head>,
    laws: Vec<Law>,
}

/// The head of an agency, as tables name them.
#[derive(Clone, Default)]
pub(crate) struct Head {
    pub name: String,
    pub title: String,
}

impl Board {
    /// How many opinions the tables tell at least, by the law that asks for most.
    pub(crate) fn fewest_told(&self) -> usize {
        self.laws.iter().map(|law| law.smallest_group().people()).max().unwrap_or_default()
    }

    /// Reads what is known of the agency; none when the agency is not.
    pub(crate) async fn load(ctx: &Ctx, agency_id: Uuid, year: i32) -> Result<Option<Self>, Error> {
        let Some(agency) = store::unit(&ctx.db, agency_id).await? else { return Ok(None) };
        let records = store::records_of(&ctx.db, agency_id, year).await?;
        let units = store::units_of(&ctx.db, agency_id).await?;
        let head = head(ctx, &records, agency_id).await?;
        let packs: BTreeSet<String> = records.iter().map(|record| record.pack_id.clone()).collect();
        let mut laws = BTreeMap::new();
        for pack in packs {
            laws.insert(pack.clone(), Law::of(ctx, &pack).await?);
        }
        let all = records.len();
        let mut lines = Vec::with_capacity(all);
        for record in records {
            let law = &laws[&record.pack_id];
            lines.extend(line(record, law)?);
        }
        sort(&mut lines, &units);
        Ok(Some(Self { pending: all - lines.len(), agency, year, lines, head, laws: laws.into_values().collect() }))
    }

    /// The classes that people here can be in, by the laws they are evaluated under, each under its full name.
    pub(crate) fn classes(&self) -> Vec<(Class, String)> {
        let given = self.lines.iter().filter_map(|line| match line.outcome {
            Outcome::Classed(class) => Some(class),
            Outcome::NotEvaluated => None,
        });
        let known: BTreeSet<Class> = self.laws.iter().flat_map(Law::classes).chain(given).collect();
        let label = |class: Class| self.laws.iter().find_map(|law| law.named(class)).unwrap_or(class.vi()).to_owned();
        Class::COLUMNS.into_iter().filter(|class| known.contains(class)).map(|class| (class, label(class))).collect()
    }

    /// The people as counts want them; a unit is its place in printing order.
    pub(crate) fn people(&self) -> Vec<Person<usize>> {
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut people = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let next = places.len();
            let unit = *places.entry(&line.subject.unit_id).or_insert(next);
            people.push(Person { group: line.group, unit, outcome: line.outcome });
        }
        people
    }

    /// Names of the units by their place.
    pub(crate) fn unit_names(&self) -> Vec<&str> {
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for line in &self.lines {
            if !seen.iter().any(|(id, _)| *id == line.subject.unit_id) {
                seen.push((&line.subject.unit_id, &line.subject.unit_name));
            }
        }
        seen.into_iter().map(|(_, name)| name).collect()
    }

    /// Reasons for not evaluating the people that `wanted` picks, with how many have each.
    pub(crate) fn reasons(&self, wanted: impl Fn(&Line) -> bool) -> String {
        let mut reasons: BTreeMap<&str, u32> = BTreeMap::new();
        for line in self.lines.iter().filter(|line| !line.not_evaluated.is_empty() && wanted(line)) {
            *reasons.entry(NotEvaluated::words(&line.not_evaluated)).or_default() += 1;
        }
        reasons.iter().map(|(reason, people)| format!("{people:02} người: {}", text::uncapitalized(reason))).collect::<Vec<_>>().join("; ")
    }
}

impl Line {
    /// Remarks for people: flags, caps, paper, the reason for not evaluating.
    pub(crate) fn remarks(&self) -> String {
        let flags = self.computed.flags.iter().map(|flag| Flag::words(flag));
        let caps = self.computed.caps.iter().map(|cap| Cap::words(cap));
        let paper = (!self.on_paper.is_empty()).then(|| format!("Đánh giá bằng giấy tại cơ quan cũ: {}", self.on_paper));
        let decided = self.decided_total.map(|total| format!("Quyết định tổng điểm {}: {}", total.vi(), self.decided_reason));
        let reason = NotEvaluated::words(&self.not_evaluated);
        words::sentence(decided.iter().map(String::as_str).chain(flags).chain(caps).chain(paper.as_deref()).chain([reason]))
    }

    /// What the formula gives; nothing where no formula was used.
    pub(crate) fn computed_total(&self) -> Option<Points> {
        wire::shown(&self.computed.base)
    }
}

/// The head of the agency: the last who signed a decision here, and before there is one, who heads it by post.
async fn head(ctx: &Ctx, records: &[Record], agency_id: Uuid) -> Result<Option<Head>, Error> {
    let of_agency = records.iter().filter(|record| !record.decided_outside);
    let signed = of_agency.clone().filter_map(|record| record.decision.as_ref()?.signature.as_ref());
    if let Some(last) = signed.max_by_key(|signature| contract::moment(signature.at)) {
        return Ok(Some(Head { name: last.full_name.clone(), title: last.title.clone() }));
    }
    let Some(decider) = of_agency.map(|record| announced::id::<Uuid>("an id", &record.decider_id)).next().transpose()? else {
        return Ok(None);
    };
    let Some(person) = store::person(&ctx.db, decider).await? else { return Ok(None) };
    let agency_id = agency_id.to_string();
    let heads = |post: &&Post| PostRole::of(post.role).is_some_and(PostRole::leads_agency) && post.agency_id == agency_id;
    let title = person.posts.iter().rfind(heads).map(|post| post.title.clone()).unwrap_or_default();
    Ok(Some(Head { name: person.full_name, title }))
}

/// What documents need of one policy pack.
#[derive(Default)]
pub(crate) struct Law {
    labels: BTreeMap<String, String>,
    classes: Vec<Class>,
    smallest: Option<SmallestGroup>,
}

impl Law {
    pub(crate) async fn of(ctx: &Ctx, pack_id: &str) -> Result<Self, Error> {
        let Some(pack) = store::pack(&ctx.db, pack_id).await? else { return Ok(Self::default()) };
        Self::read(&pack.document_json)
    }

    fn read(document: &str) -> Result<Self, Error> {
        let document: serde_json::Value = serde_json::from_str(document)?;
        let labels = document.get("labels_vi").cloned().map(serde_json::from_value).transpose()?;
        let smallest = document.pointer("/minutes/min_group").cloned().map(serde_json::from_value).transpose()?;
        let codes = |key: &str| document.get(key).and_then(serde_json::Value::as_object).into_iter().flatten().map(|(_, class)| class);
        let bands = document.get("bands").and_then(serde_json::Value::as_array).into_iter().flatten().filter_map(|band| band.get("class"));
        let classes = bands.chain(codes("band3_by_group")).filter_map(|class| class.as_str()?.parse().ok()).collect();
        Ok(Self { labels: labels.unwrap_or_default(), classes, smallest: smallest.map(SmallestGroup::new) })
    }

    /// The classes that the law knows; every one that there is, before the law has arrived.
    fn classes(&self) -> Vec<Class> {
        if self.classes.is_empty() { Class::COLUMNS.to_vec() } else { self.classes.clone() }
    }

    /// The law's own label of a class.
    fn named(&self, class: Class) -> Option<&str> {
        self.labels.get(class.code()).map(String::as_str)
    }

    /// The label of a class.
    pub(crate) fn label(&self, class: Class) -> &str {
        self.named(class).unwrap_or(class.vi())
    }

    /// The label of a class code in a form; any other text as it is.
    pub(crate) fn of_code<'a>(&'a self, code: &'a str) -> &'a str {
        code.parse().map_or(code, |class| self.label(class))
    }

    /// How many sheets a group of reviewers needs to be told (A20); nothing is told before the law has arrived.
    pub(crate) fn smallest_group(&self) -> SmallestGroup {
        self.smallest.unwrap_or(SmallestGroup::TELLS_NOTHING)
    }
}

/// What a record puts into the tables; nothing before it is published.
fn line(record: Record, law: &Law) -> Result<Option<Line>, Error> {
    let subject = record.subject.unwrap_or_default();
    let group = announced::word::<EmployeeGroup>("an employee group", subject.group)?;
    // The tables go to many readers: what few sheets tell is in none of them.
    let whole = record.outcome.unwrap_or_default();
    let answered = !whole.r360.is_empty();
    let computed = disclosure::outcome(whole, law.smallest_group());
    let paper = record.paper.as_ref();
    let class = Class::of(computed.class).or_else(|| Class::of(paper?.class));
    let outcome = match (is_published(record.state), class) {
        _ if !record.not_evaluated_reason.is_empty() => Outcome::NotEvaluated,
        (true, Some(class)) => Outcome::Classed(class),
        _ => return Ok(None),
    };
    let label = match outcome {
        Outcome::NotEvaluated => String::new(),
        Outcome::Classed(_) if !computed.label.is_empty() => computed.label.clone(),
        Outcome::Classed(class) => law.label(class).to_owned(),
    };
    let decided = record.decision.filter(|decision| decision.decided_total.is_some()).unwrap_or_default();
    Ok(Some(Line {
        record_id: record.record_id,
        group,
        outcome,
        total: contract::points(computed.total).or_else(|| contract::points(paper?.total)),
        label,
        decided_total: contract::points(decided.decided_total),
        decided_reason: decided.reason,
        not_evaluated: record.not_evaluated_reason,
        on_paper: paper.map(|paper| paper.old_agency.clone()).unwrap_or_default(),
        is_agency_head: matches!(PostRole::of(subject.role), Some(PostRole::AgencyHead | PostRole::CommuneChair)),
        few: answered && computed.r360.is_empty(),
        computed,
        subject,
    }))
}

/// The result is there for everybody who may see results.
pub(crate) fn is_published(state: i32) -> bool {
    matches!(RecordState::try_from(state), Ok(RecordState::Published | RecordState::Appealed | RecordState::Archived))
}

/// Leadership first, then units by code; in a unit heads first, then by name.
fn sort(lines: &mut [Line], units: &[Unit]) {
    let units: HashMap<&str, &Unit> = units.iter().map(|unit| (unit.unit_id.as_str(), unit)).collect();
    let place = |line: &Line| {
        let unit = units.get(line.subject.unit_id.as_str());
        let leads = unit.is_some_and(|unit| unit.kind() == UnitKind::Leadership);
        (Reverse(leads), unit.map_or("", |unit| &unit.code), line.subject.unit_name.clone(), line.subject.unit_id.clone())
    };
    lines.sort_by(|a, b| {
        place(a)
            .cmp(&place(b))
            .then_with(|| rank(&a.subject).cmp(&rank(&b.subject)))
            .then_with(|| text::compare_names(&a.subject.full_name, &b.subject.full_name))
            .then_with(|| a.record_id.cmp(&b.record_id))
    });
}

fn rank(subject: &Subject) -> u8 {
    match PostRole::of(subject.role) {
        Some(PostRole::AgencyHead | PostRole::CommuneChair) => 0,
        Some(PostRole::AgencyDeputy | PostRole::CommuneVice) => 1,
        Some(PostRole::UnitHead) => 2,
        Some(PostRole::UnitDeputy) => 3,
        Some(PostRole::Staff) | None => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_are_those_of_the_law_and_the_third_ones_stand_apart() {
        let of = |third: &str, other: &str| {
            let document = format!(
                r#"{{"bands":[{{"min":"90","class":"HTXS"}},{{"min":"75","class":"HTT"}},{{"min":"50","class":"BAND3"}},{{"min":"0","class":"KHT"}}],
                   "band3_by_group":{{"CB":"{third}","VC_LD":"{other}"}}}}"#
            );
            Law::read(&document).unwrap().classes().into_iter().collect::<BTreeSet<_>>()
        };
        assert_eq!(of("HTHC", "HT"), Class::ALL.into());
        assert_eq!(of("HT", "HT"), [Class::Htxs, Class::Htt, Class::Ht, Class::Kht].into(), "later law knows one third class");
        assert_eq!(Law::default().classes(), Class::COLUMNS);
    }
}

//! The law as it is answered and announced.

use contract::{Word, out};
use kernel::Refusal;
use proto::scoring::v1 as api;
use proto::scoring::v1::CriterionChange;
use regulation::EmployeeGroup;
use scoring_domain::shipped::{self, Document, Law};
use scoring_domain::{CriteriaSet, Criterion, Difference, DraftCriterion, DraftSection, DraftSet, Pack, Section, Told};

use crate::store::{criteria_sets, drafts, guidance as guidances, packs};

/// A pack as it is announced: what depends on the day it is read is left out.
pub(crate) fn policy_pack(stored: &packs::Stored) -> api::PolicyPack {
    let pack = &stored.pack;
    api::PolicyPack {
        pack_id: pack.id.clone(),
        version: stored.version,
        title: pack.title.clone(),
        valid_years: pack.valid_years.clone(),
        groups: pack.groups.iter().map(|one| one.number()).collect(),
        document_json: pack.document.clone(),
        digest: pack.digest.to_string(),
        published_at: Some(out::moment(stored.published_at)),
        published_by: stored.published_by.to_string(),
        law_lapsed: false,
        lapse_notice: String::new(),
        explanation: Vec::new(),
    }
}

/// A pack as it is read by itself: with what it says, for officials.
pub(crate) fn policy_pack_told(stored: &packs::Stored, year: i32) -> api::PolicyPack {
    api::PolicyPack { explanation: statements(stored.pack.told()), ..policy_pack_in(stored, year) }
}

fn statements(told: Vec<Told>) -> Vec<api::LawStatement> {
    told.into_iter().map(|told| api::LawStatement { heading: told.heading.to_owned(), sentences: told.sentences }).collect()
}

/// A document of law that comes with the product.
pub(crate) fn shipped_law(document: &Document, state: api::ShippedState) -> api::ShippedLaw {
    let law =
        api::ShippedLaw { id: document.id().to_owned(), state: state.into(), needs: document.needs.clone(), ..api::ShippedLaw::default() };
    match &document.law {
        Law::CriteriaSet(set) => api::ShippedLaw {
            kind: api::ShippedKind::CriteriaSet.into(),
            title: set.title.clone(),
            groups: vec![set.group.number()],
            explanation: statements(set.told()),
            ..law
        },
        Law::Pack(pack) => api::ShippedLaw {
            kind: api::ShippedKind::PolicyPack.into(),
            title: pack.title.clone(),
            groups: pack.groups.iter().map(|one| one.number()).collect(),
            valid_years: pack.valid_years.clone(),
            explanation: statements(pack.told()),
            ..law
        },
    }
}

/// The pack that is proposed for a group.
pub(crate) fn group_law(of: EmployeeGroup, pack: Option<&Pack>, published: bool) -> api::GroupLaw {
    api::GroupLaw {
        group: of.number(),
        pack_id: pack.map(|pack| pack.id.clone()).unwrap_or_default(),
        title: pack.map(|pack| pack.title.clone()).unwrap_or_default(),
        published,
    }
}

/// A pack as it is read for a year: whether its law has lapsed by then (A39).
pub(crate) fn policy_pack_in(stored: &packs::Stored, year: i32) -> api::PolicyPack {
    let pack = &stored.pack;
    let lapsed = pack.valid_years.iter().max().is_some_and(|last| *last < year);
    let years: Vec<String> = pack.valid_years.iter().map(i32::to_string).collect();
    let notice = format!(
        "Gói «{}» ghi các năm áp dụng {}, chưa ghi năm {year}; hãy chọn hoặc ban hành gói của năm {year}.",
        pack.id,
        years.join(", ")
    );
    api::PolicyPack { law_lapsed: lapsed, lapse_notice: if lapsed { notice } else { String::new() }, ..policy_pack(stored) }
}

pub(crate) fn criteria_set(stored: &criteria_sets::Stored, locked: bool) -> api::CriteriaSet {
    let set = &stored.set;
    api::CriteriaSet {
        criteria_set_id: set.id.clone(),
        version: stored.version,
        group: set.group.number(),
        title: set.title.clone(),
        sections: set.sections.iter().map(section).collect(),
        digest: set.digest.to_string(),
        published_at: Some(out::moment(stored.published_at)),
        published_by: stored.published_by.to_string(),
        locked,
    }
}

fn section(section: &Section) -> api::CriteriaSection {
    api::CriteriaSection {
        section_id: section.id.clone(),
        title: section.title.clone(),
        form_field: section.form_field.clone(),
        max: Some(out::points(section.max)),
        criteria: section.criteria.iter().map(criterion).collect(),
    }
}

fn criterion(criterion: &Criterion) -> api::Criterion {
    let anchors = criterion.anchors.iter();
    api::Criterion {
        code: criterion.code.clone(),
        title: criterion.title.clone(),
        max: Some(out::points(criterion.max)),
        step: Some(out::points(criterion.step)),
        zero_caps: criterion.zero_caps,
        na_allowed: criterion.na_allowed,
        anchors: anchors
            .map(|anchor| api::Anchor { percent: anchor.percent.try_into().unwrap_or(100), text: anchor.text.clone() })
            .collect(),
    }
}

/// What changed, by code.
pub(crate) fn difference(difference: &Difference) -> api::CriterionDifference {
    let change = match (difference.before, difference.after) {
        (None, _) => CriterionChange::Added,
        (_, None) => CriterionChange::Removed,
        _ => CriterionChange::Changed,
    };
    let heading = |side: Option<(&Section, &Criterion)>| side.map(|(section, _)| section.title.clone()).unwrap_or_default();
    api::CriterionDifference {
        code: difference.code.to_owned(),
        change: change.into(),
        before: difference.before.map(|(_, before)| criterion(before)),
        after: difference.after.map(|(_, after)| criterion(after)),
        section_before: heading(difference.before),
        section_after: heading(difference.after),
    }
}

/// A draft, with what keeps it from being published.
pub(crate) fn draft(draft: &drafts::Model) -> Result<api::CriteriaSetDraft, Refusal> {
    let scales = shipped::anchor_scales()?;
    let read = CriteriaSet::parse(&draft.yaml, &scales);
    let problems = |refusal: &Refusal| {
        let told = refusal.fields.iter().map(|problem| (problem.field.clone(), problem.message.clone()));
        told.map(|(key, message)| api::DraftProblem { key, message }).collect()
    };
    Ok(api::CriteriaSetDraft {
        draft_id: draft.draft_id.to_string(),
        version: draft.version,
        criteria_set_id: read.as_ref().map(|set| set.id.clone()).unwrap_or_default(),
        yaml: draft.yaml.clone(),
        problems: read.as_ref().err().map(problems).unwrap_or_default(),
        saved_by: draft.saved_by.to_string(),
        saved_at: Some(out::moment(draft.saved_at)),
        content: DraftSet::read(&draft.yaml, &scales).as_ref().map(content),
    })
}

fn content(set: &DraftSet) -> api::CriteriaSetContent {
    let criterion = |one: &DraftCriterion| api::CriterionContent {
        code: one.code.clone(),
        title: one.title.clone(),
        max: one.max.clone(),
        scale: one.scale.clone(),
        step: one.step.clone(),
        zero_caps: one.zero_caps,
        na_allowed: one.na_allowed,
    };
    let section = |section: &DraftSection| api::CriteriaSectionContent {
        section_id: section.id.clone(),
        title: section.title.clone(),
        form_field: section.form_field.clone(),
        max: section.max.clone(),
        criteria: section.criteria.iter().map(criterion).collect(),
        sum: Some(out::points(section.sum())),
    };
    api::CriteriaSetContent {
        criteria_set_id: set.id.clone(),
        group: set.group.clone(),
        title: set.title.clone(),
        sections: set.sections.iter().map(section).collect(),
        total: Some(out::points(set.total())),
    }
}

/// What somebody wrote into a draft.
pub(crate) fn draft_set(content: &api::CriteriaSetContent) -> DraftSet {
    let criterion = |one: &api::CriterionContent| DraftCriterion {
        code: one.code.clone(),
        title: one.title.clone(),
        max: one.max.clone(),
        scale: one.scale.clone(),
        step: one.step.clone(),
        zero_caps: one.zero_caps,
        na_allowed: one.na_allowed,
    };
    let section = |section: &api::CriteriaSectionContent| DraftSection {
        id: section.section_id.clone(),
        title: section.title.clone(),
        form_field: section.form_field.clone(),
        max: section.max.clone(),
        criteria: section.criteria.iter().map(criterion).collect(),
    };
    DraftSet {
        id: content.criteria_set_id.clone(),
        group: content.group.clone(),
        title: content.title.clone(),
        sections: content.sections.iter().map(section).collect(),
    }
}

pub(crate) fn guidance(guidance: &guidances::Model) -> api::Guidance {
    api::Guidance {
        agency_id: guidance.agency_id.to_string(),
        criteria_set_id: guidance.criteria_set_id.clone(),
        code: guidance.code.clone(),
        version: guidance.version,
        text: guidance.text.clone(),
        written_by: guidance.written_by.to_string(),
        written_at: Some(out::moment(guidance.written_at)),
    }
}

//! How many points and which class: the rules of scoring, pure.
//!
//! The way to a result is [`compute`]: a [`Pack`] (the law of the year), a [`CriteriaSet`] (what is scored), an
//! [`Input`] (what was scored, and what the head decided) give an [`Outcome`] that explains itself step by step.
//!
//! What always holds:
//! - SC-1: values are exact until the one rounding that the pack names; no intermediate value is ever rounded and used again.
//! - SC-2: a part that is missing is missing, never zero: without review sheets there is no mean and no class.
//! - SC-3: the order in which sheets, quarters and months are given never matters.
//! - SC-4: a cap lowers a class or leaves it; it changes no points and raises nothing.
//! - SC-5: "not applicable" is not zero, and caps nothing.
//! - SC-6: of one reviewer's sheets only the one of the latest round counts.
//! - SC-7: a published pack or criteria set never changes; its digest proves it.

mod adding;
mod band;
mod canonical;
mod compute;
mod criteria;
mod declared;
mod difference;
mod error;
mod evidence;
mod explain;
mod fact;
mod history;
mod input;
mod outcome;
mod pack;
mod policy;
mod proposal;
mod quota;
mod r360;
mod record;
mod result;
mod schema;
mod sheet;
pub mod shipped;
mod span;
mod spans;
mod stored_input;
mod tasks;
mod together;
mod told;
mod zero;

pub use band::Level;
pub use compute::compute;
pub use criteria::{Anchor, AnchorScales, CriteriaSet, Criterion, DraftCriterion, DraftSection, DraftSet, Section};
pub use difference::{Difference, differences};
pub use error::already_published;
pub use evidence::{SheetStanding, basis, in_effect};
pub use explain::Step;
pub use fact::{DeclaredFact, FactContent, Study, YearFacts, past_years};
pub use history::PastYear;
pub use input::{Decision, Evidence, Facts, Input, Review};
pub use outcome::{Classed, CriterionResult, Outcome, RelationMean, Shown, Stage};
pub use pack::{
    Aggregate, BandOn, Bands, ColleagueScores, Formula, NaPolicy, Pack, QuotaScope, R360, Rules, SelfConflict, Streak, StreakGap,
    TaskFormula, ZeroLevel, ZeroSource,
};
pub use policy::{
    learns_totals, may_audit, may_count, may_declare, may_except, may_guide, may_import, may_know_groups, may_list_reads, may_publish,
    may_read_facts, may_read_guidance, may_read_result, may_read_spans, may_try_law, reading_earlier, reading_facts, reading_result,
    reading_spans, reading_what_if,
};
pub use proposal::proposed;
pub use quota::{Ceiling, ceiling, most_in_quota};
pub use record::{DecisionTaken, Progress, Record};
pub use result::{Computed, Versioned};
pub use sheet::{Entry, Score, ScoreSheet, Tally};
pub use span::{Span, SpanKind};
pub use spans::{MissingSpan, SpanGiven, SpanResult, SpanRule, SpanScores, fits_law, only_by_span, task_evidence};
pub use stored_input::{StoredEvidence, StoredInput, StoredReview};
pub use tasks::{TaskPoints, TaskResults};
pub use together::{Together, together};
pub use told::Told;

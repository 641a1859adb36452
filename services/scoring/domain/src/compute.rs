//! The way from scores to a class: the pipeline of the handbook's section 8.2, in its order.

use kernel::{Exact, Points, Refusal, date};
use regulation::{Cap, Class, Flag};

use crate::adding::{self, Parts};
use crate::declared::self_result;
use crate::explain::Trail;
use crate::{
    BandOn, Classed, CriteriaSet, Decision, Evidence, Formula, Input, Level, Outcome, Pack, SelfConflict, Shown, Stage, error, history,
    quota, spans, tasks, zero,
};

/// Computes the result of one person in one year, with every intermediate value.
///
/// # Errors
/// `GROUP_NOT_COVERED`, `CRITERIA_OF_OTHER_GROUP`, `CLASS_NOT_OF_GROUP`, `FORMULA_MISMATCH`, `TASKS_INVALID`, `CRITERION_UNKNOWN` or
/// `TOTAL_OUT_OF_RANGE`, when the parts do not fit together.
pub fn compute(pack: &Pack, set: &CriteriaSet, input: &Input) -> Result<Outcome, Refusal> {
    check(pack, set, input)?;
    let mut trail = Trail::default();
    let cite = pack.rules.cite_vi.as_str();
    let parts = match (&pack.rules.formula, &input.evidence) {
        (Formula::MeanSelfAnd360, Evidence::Sheets { own, reviews }) => adding::add_up(pack, set, own.as_ref(), reviews, &mut trail),
        (Formula::CommonPlusTask(formula), Evidence::Tasks(results)) => tasks::add_up(formula, input.group, results, cite, &mut trail)?,
        (Formula::CommonPlusTask(formula), Evidence::Spans { kind, spans }) => {
            spans::add_up(formula, input.group, *kind, spans, cite, &mut trail)?
        }
        _ => return Err(error::formula_mismatch(&pack.id)),
    };
    studies(pack, input, &mut trail);
    let mut flags = differences(pack, &parts, &mut trail);
    let own = own_result(pack, input, &parts, &mut flags, &mut trail);
    let capping = zero::capping(&pack.rules.zero, set, &parts.zeros, &parts.criteria, input.decision.as_ref())?;
    let mut caps = Vec::new();
    let classed = match official(&parts, input.decision.as_ref(), cite, &mut trail) {
        Some(official) => Some(classify(pack, input, &official, own.overriding, &capping, &mut caps, &mut trail)?),
        None => None,
    };
    if let Some(classed) = &classed {
        flags.extend(history::flags(&pack.rules.flags, input.year, classed.class, &input.history));
        flags.extend(quota::flag(pack, classed.class, &input.facts.colleagues));
    }
    for flag in &flags {
        trail.word("flag", flag.code(), flag_rule(*flag), cite);
    }
    Ok(Outcome {
        stage: if input.decision.is_some() { Stage::Decided } else { Stage::Computed },
        self_total: parts.self_total.as_ref().map(Shown::of),
        r360: parts.r360.as_ref().map(Shown::of),
        base: parts.base.as_ref().map(Shown::of),
        relation_means: parts.relation_means,
        classed,
        declared: input.declared,
        self_result: own.result,
        flags,
        caps,
        explanation: trail.into_steps(),
        criteria: parts.criteria,
    })
}

/// Who was sent to study and went on working is evaluated on the result of the study: told to who scores and decides, no points (A24).
fn studies(pack: &Pack, input: &Input, trail: &mut Trail) {
    for study in input.facts.studies.iter().filter(|_| pack.rules.study_is_basis()) {
        let (from, to) = (date::vi(study.from), date::vi(study.to));
        let rule = format!("Kết quả học tập tại {}, từ {from} đến {to}, là căn cứ đánh giá, xếp loại", study.institution);
        trail.word("study", &study.result, rule, "Điều 2.8");
    }
}

fn check(pack: &Pack, set: &CriteriaSet, input: &Input) -> Result<(), Refusal> {
    let group = input.group;
    if !pack.groups.contains(&group) {
        return Err(error::group_not_covered(&pack.id, group.code()));
    }
    if set.group != group {
        return Err(error::criteria_of_other_group(&set.id, group.code()));
    }
    if let Some(declared) = input.declared.filter(|class| Level::of(*class).class(pack.third(group)) != *class) {
        return Err(error::class_not_of_group(declared.code(), group.code()));
    }
    let decided = input.decision.as_ref().and_then(|decision| decision.decided_total);
    if decided.is_some_and(|total| total < Points::ZERO || total > Points::whole(100)) {
        return Err(error::total_out_of_range());
    }
    Ok(())
}

/// The level that an exact value reaches, looked at as the pack says (A09).
fn level(pack: &Pack, exact: &Exact) -> Result<Level, Refusal> {
    Ok(match pack.rules.rounding.band_on {
        BandOn::Rounded => pack.rules.bands.level(&rounded(pack, exact)?.into()),
        BandOn::Unrounded => pack.rules.bands.level(exact),
    })
}

/// The one rounding.
fn rounded(pack: &Pack, exact: &Exact) -> Result<Points, Refusal> {
    exact.round_half_up(pack.rules.rounding.scale).parse().map_err(|_| error::total_out_of_range())
}

/// Step 4, first half: do self-score and 360° total differ too much?
fn differences(pack: &Pack, parts: &Parts, trail: &mut Trail) -> Vec<Flag> {
    let (Some(own), Some(r360)) = (&parts.self_total, &parts.r360) else { return Vec::new() };
    let rules = &pack.rules.gap;
    let gap = (own - r360).abs();
    let rule = format!("Chênh lệch giữa điểm tự chấm và tổng điểm 360° (ngưỡng {})", Shown::of(&rules.threshold).as_str());
    trail.number("gap", &gap, rule, "Điều 6.1");
    let mut flags = Vec::new();
    if gap >= rules.threshold {
        flags.push(Flag::Gap);
    }
    let bands = (level(pack, own), level(pack, r360));
    if rules.notice_on_band_change && matches!(bands, (Ok(own), Ok(r360)) if own != r360) {
        flags.push(Flag::BandDiffers);
    }
    flags
}

/// What the self-assessment came to.
struct OwnResult {
    result: Option<Class>,
    /// The class that stands in for the computed one (mode `literal`).
    overriding: Option<Class>,
}

/// Step 4, second half: do self-score and declared class agree?
fn own_result(pack: &Pack, input: &Input, parts: &Parts, flags: &mut Vec<Flag>, trail: &mut Trail) -> OwnResult {
    let Some(Ok(scored)) = parts.self_total.as_ref().map(|total| level(pack, total)) else {
        return OwnResult { result: input.declared, overriding: None };
    };
    let mode = pack.rules.self_conflict();
    let own = self_result(mode, scored, input.declared, pack.third(input.group));
    trail.word("self_result", own.result.code(), "Kết quả tự xếp loại của cá nhân", "Điều 6.1");
    if !own.conflict {
        return OwnResult { result: Some(own.result), overriding: None };
    }
    flags.push(Flag::SelfConflict);
    let head_decides = input.decision.as_ref().is_some_and(|decision| decision.decided_total.is_some());
    let overriding = (mode == SelfConflict::Literal && !head_decides).then_some(own.result);
    OwnResult { result: Some(own.result), overriding }
}

/// Step 5: the computed base, or what the head decided.
fn official(parts: &Parts, decision: Option<&Decision>, cite: &str, trail: &mut Trail) -> Option<Exact> {
    let decided = decision.and_then(|decision| decision.decided_total);
    if let Some(total) = decided {
        let total = total.into();
        trail.number("official", &total, "Tổng điểm do người có thẩm quyền quyết định", &format!("Điều 2.6, {cite}"));
        return Some(total);
    }
    let base = parts.base.clone()?;
    trail.number("official", &base, "Tổng điểm chính thức là điểm tính được", cite);
    Some(base)
}

/// Steps 6 to 9: round, find the band, apply caps, name the class.
fn classify(
    pack: &Pack,
    input: &Input,
    official: &Exact,
    overriding: Option<Class>,
    capping: &[String],
    caps: &mut Vec<Cap>,
    trail: &mut Trail,
) -> Result<Classed, Refusal> {
    let (third, cite) = (pack.third(input.group), pack.rules.cite_vi.as_str());
    let total = rounded(pack, official)?;
    trail.word("total", &total.to_string(), "Làm tròn một lần, nửa làm tròn lên", cite);
    let mut reached = level(pack, official)?;
    trail.word("band", reached.class(third).code(), "Mức xếp loại theo khung điểm", cite);
    if let Some(declared) = overriding {
        reached = Level::of(declared);
        trail.word("declared", declared.code(), "Lấy mức cá nhân tự nhận xếp loại làm kết quả", cite);
    }
    if !capping.is_empty() {
        let capped = reached.min(pack.rules.zero.max_class);
        let rule = format!("Tiêu chí đạt điểm 0 ({}): không xếp loại hoàn thành tốt nhiệm vụ trở lên", capping.join(", "));
        trail.word("cap.zero", capped.class(third).code(), rule, cite);
        if capped < reached {
            caps.push(Cap::ZeroCriterion);
        }
        reached = capped;
    }
    reached = cap_by_facts(pack, input, reached, caps, trail);
    let class = reached.class(third);
    let label = pack.label(class).to_owned();
    trail.word("class", class.code(), label.clone(), cite);
    Ok(Classed { total, class, label })
}

/// Leave and discipline lower a class or leave it (Decrees 90/2020 and 48/2023).
fn cap_by_facts(pack: &Pack, input: &Input, reached: Level, caps: &mut Vec<Cap>, trail: &mut Trail) -> Level {
    let third = pack.third(input.group);
    let mut left = reached;
    let mut apply = |max: Level, cap: Cap, step: &str, rule: String, article: &str| {
        let capped = left.min(max);
        trail.word(step, capped.class(third).code(), rule, article);
        if capped < left {
            caps.push(cap);
        }
        left = capped;
    };
    if let (Some(rule), Some(months)) = (pack.rules.leave_cap(), &input.facts.leave_months)
        && (&rule.from_months..&rule.below_months).contains(&months)
    {
        let words =
            format!("Nghỉ {} tháng trong năm: không xếp loại hoàn thành tốt nhiệm vụ trở lên", months.round_half_up(2).replace('.', ","));
        apply(rule.max_class, Cap::Leave, "cap.leave", words, "Nghị định 90/2020/NĐ-CP");
    }
    if let Some(max) = pack.rules.discipline_cap().filter(|_| input.facts.disciplined) {
        apply(max, Cap::Discipline, "cap.discipline", Cap::Discipline.vi().to_owned(), "Nghị định 48/2023/NĐ-CP");
    }
    left
}

fn flag_rule(flag: Flag) -> &'static str {
    match flag {
        Flag::Gap => "Điểm 360° chênh lệch quá nhiều so với điểm tự chấm; Thủ trưởng có thể đề nghị chấm lại hoặc quyết định tổng điểm",
        Flag::BandDiffers => "Điểm tự chấm và tổng điểm 360° thuộc hai mức xếp loại khác nhau",
        Flag::SelfConflict => "Điểm tự chấm không khớp với mức cá nhân tự nhận xếp loại",
        Flag::NoEmulation => "Không được xét các danh hiệu thi đua, khen thưởng trong năm",
        Flag::ConsiderKht => "Xem xét cho thôi giữ chức vụ, luân chuyển, điều động hoặc tinh giản biên chế",
        Flag::ConsiderStreak => "Mức xếp loại lặp lại các năm liền nhau: xem xét bố trí công tác phù hợp",
        Flag::Quota => "Số người xếp mức này vượt tỷ lệ tối đa của cơ quan, nhóm nhiệm vụ tương đồng",
        Flag::Watch => "Gần với trường hợp hai năm liền: cần theo dõi",
    }
}

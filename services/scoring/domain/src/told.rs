//! A pack and a criteria set told in Vietnamese: what they are, whom and when they are for, what they decide, what they leave to people.

use kernel::text::capitalized;
use serde_json::Value;

use crate::{CriteriaSet, Level, MissingSpan, Pack};

/// Sentences under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Such as "Mức xếp loại".
    pub heading: &'static str,
    /// What the law says about it.
    pub sentences: Vec<String>,
}

fn told(heading: &'static str, sentences: impl IntoIterator<Item = String>) -> Told {
    Told { heading, sentences: sentences.into_iter().filter(|sentence| !sentence.is_empty()).collect() }
}

impl CriteriaSet {
    /// What a criteria set is, in Vietnamese.
    pub fn told(&self) -> Vec<Told> {
        let criteria: usize = self.sections.iter().map(|section| section.criteria.len()).sum();
        let section = |section: &crate::Section| {
            format!("{}. {}: tối đa {} điểm, {} tiêu chí.", section.id, section.title, section.max.vi(), section.criteria.len())
        };
        let caps = self.sections.iter().flat_map(|section| &section.criteria).filter(|criterion| criterion.zero_caps).count();
        vec![
            told("Áp dụng cho", [format!("{}; tổng 100 điểm, {criteria} tiêu chí.", self.group.vi())]),
            told("Các mục", self.sections.iter().map(section)),
            told("Giới hạn", [format!("{caps} tiêu chí nếu đạt 0 điểm thì hạn chế mức xếp loại (Điều 6.1).")]),
        ]
    }
}

impl Pack {
    /// What a pack says, in Vietnamese; every key of it that decides something.
    pub fn told(&self) -> Vec<Told> {
        let law = Document(serde_json::from_str(&self.document).unwrap_or_default());
        let mut parts = vec![
            told("Áp dụng", self.scope(&law)),
            told("Cách tính điểm", points(&law).into_iter().chain(by_span(self))),
            told("Mức xếp loại", self.classes(&law)),
            told("Giới hạn mức xếp loại", self.limits(&law)),
            told("Ý kiến 360°", opinions(&law)),
            told("Ai được đánh giá", eligibility(&law)),
            told("Ai chấm, ai quyết định", deciders(&law)),
            told("Trình tự và thời hạn", course(&law)),
            told("Hệ quả của kết quả", self.consequences(&law)),
            told("Để con người làm, phần mềm không tự tính", left_to_people(self, &law)),
        ];
        parts.retain(|part| !part.sentences.is_empty());
        parts
    }

    fn scope(&self, law: &Document) -> Vec<String> {
        let years: Vec<String> = self.valid_years.iter().map(i32::to_string).collect();
        let groups: Vec<String> = self.groups.iter().map(|group| group.in_sentence()).collect();
        let verify = law.text("/verify");
        vec![
            format!("Năm: {}. Đối tượng: {}.", years.join(", "), groups.join("; ")),
            law.text("/basis_vi").to_owned(),
            // The shipped texts of this key are notes among those who write packs; a Vietnamese one is for officials.
            if verify.is_ascii() && !verify.is_empty() {
                "Người soạn còn ghi chú phải đối chiếu với toàn văn nghị định trước khi dùng.".to_owned()
            } else {
                verify.to_owned()
            },
        ]
    }

    fn classes(&self, law: &Document) -> Vec<String> {
        let mut said = Vec::new();
        for band in law.list("/bands") {
            let (min, code) = (number(band["min"].as_str().unwrap_or_default()), band["class"].as_str().unwrap_or_default());
            let Some(level) = LEVELS.iter().find(|(known, _)| *known == code).map(|(_, level)| *level) else { continue };
            said.push(format!("Từ {min} điểm: {}.", self.level(level)));
        }
        if law.text("/rounding/band_on") == "rounded" {
            said.push("Điểm được làm tròn một lần, đến hai chữ số thập phân, rồi mới so với mức.".to_owned());
        } else {
            said.push("Mức được so với điểm chính xác, chưa làm tròn.".to_owned());
        }
        said
    }

    /// The names of a level: the third is not called the same for every group.
    fn level(&self, level: Level) -> String {
        let mut named: Vec<(&str, Vec<String>)> = Vec::new();
        for group in self.groups.iter().copied() {
            let label = self.label(level.class(self.third(group)));
            match named.iter_mut().find(|(known, _)| *known == label) {
                Some((_, groups)) => groups.push(group.in_sentence()),
                None => named.push((label, vec![group.in_sentence()])),
            }
        }
        if let [(label, _)] = named.as_slice() {
            return (*label).to_owned();
        }
        named.iter().map(|(label, groups)| format!("{label} ({})", groups.join(", "))).collect::<Vec<_>>().join("; ")
    }

    fn limits(&self, law: &Document) -> Vec<String> {
        let level = |path: &str| LEVELS.iter().find(|(code, _)| *code == law.text(path)).map(|(_, level)| self.level(*level));
        let mut said = Vec::new();
        if let Some(most) = level("/zero/max_class").filter(|_| law.flag("/zero/enabled")) {
            let what = if law.text("/zero/level") == "leaf" { "Một tiêu chí bị" } else { "Cả một mục bị" };
            said.push(format!("{what} 0 điểm thì cao nhất là: {most}. Điểm không đổi, chỉ mức xếp loại bị giới hạn."));
        }
        if let Some(most) = level("/eligibility/leave_cap/max_class") {
            let (from, below) = (law.count("/eligibility/leave_cap/from_months"), law.count("/eligibility/leave_cap/below_months"));
            said.push(format!("Nghỉ từ {from} đến dưới {below} tháng trong năm thì cao nhất là: {most}."));
        }
        if let Some(most) = level("/discipline/in_year") {
            said.push(format!("Bị kỷ luật trong năm thì xếp: {most}; một hành vi chỉ tính một lần."));
        }
        if law.flag("/quota/enabled") {
            let percent = number(law.text("/quota/pct"));
            let more = law.text("/quota/exception_pct");
            let within = law.list("/quota/scope").iter().any(|scope| scope.as_str() == Some("similar_duty_group"));
            let within = if within { "trong cơ quan và trong từng nhóm có nhiệm vụ tương đồng" } else { "trong cơ quan" };
            said.push(format!(
                "Số người hoàn thành xuất sắc nhiệm vụ không quá {percent}% số người hoàn thành tốt nhiệm vụ, tính {within}. Phần mềm báo khi vượt, không tự hạ mức của ai."
            ));
            if !more.is_empty() {
                said.push(format!("Cơ quan có thành tích xuất sắc nổi trội được công nhận: tối đa {}%.", number(more)));
            }
        }
        said
    }

    fn consequences(&self, law: &Document) -> Vec<String> {
        let named = |path: &str| {
            let label = |code: &Value| law.text(&format!("/labels_vi/{}", code.as_str().unwrap_or_default())).to_owned();
            law.list(path).iter().map(label).collect::<Vec<_>>().join("; ")
        };
        let (emulation, consider, streak) = (named("/flags/no_emulation_on"), named("/flags/consider_on"), named("/flags/streak/labels"));
        vec![
            format!("Không xét thi đua, khen thưởng trong năm khi xếp: {emulation}."),
            format!("Nhắc người có thẩm quyền xem xét theo quy định khi xếp: {consider}."),
            format!("Nhắc xem xét khi {} năm liên tiếp cùng xếp: {streak}.", law.count("/flags/streak/years")),
        ]
    }
}

const LEVELS: [(&str, Level); 4] = [("HTXS", Level::Excellent), ("HTT", Level::Good), ("BAND3", Level::Third), ("KHT", Level::Failed)];

fn points(law: &Document) -> Vec<String> {
    if law.text("/formula/kind") == "common_plus_task" {
        let (common, task) = (number(law.text_or_count("/formula/common_max")), number(law.text_or_count("/formula/task_max")));
        let items = |path: &str| law.list(path).len();
        return vec![
            format!("Tiêu chí chung tối đa {common} điểm cộng kết quả nhiệm vụ tối đa {task} điểm."),
            format!(
                "Kết quả nhiệm vụ là trung bình của {} tỷ lệ với người không lãnh đạo, {} tỷ lệ với người lãnh đạo, do cơ quan khai báo.",
                items("/formula/task_nonleader"),
                items("/formula/task_leader")
            ),
        ];
    }
    let inside = if law.flag("/r360/include_self") { "gồm cả điểm tự chấm" } else { "không gồm điểm tự chấm" };
    let conflict = match law.text("/self_conflict/mode") {
        "literal" => {
            "Mức tự phân loại khác với điểm tự chấm thì lấy mức tự phân loại, trừ khi bị giới hạn hoặc Thủ trưởng quyết định khác."
        }
        "lower_of" => "Mức tự phân loại khác với điểm tự chấm thì mức tự đánh giá là mức thấp hơn; mức cuối cùng theo điểm và Thủ trưởng.",
        _ => "Mức tự phân loại chỉ là ý kiến của người được đánh giá; mức cuối cùng theo điểm và Thủ trưởng.",
    };
    let apply = match law.text("/na/policy") {
        "full_credit" => "Tiêu chí không áp dụng được tính đủ điểm.",
        _ => "Tiêu chí không áp dụng được bỏ ra, phần còn lại quy về 100 điểm.",
    };
    vec![
        "Tổng điểm là trung bình cộng của điểm tự chấm và điểm 360° (Điều 6.1).".to_owned(),
        format!("Điểm 360° {inside}."),
        conflict.to_owned(),
        apply.to_owned(),
    ]
}

/// How a year comes from its quarters or months.
fn by_span(pack: &Pack) -> Vec<String> {
    let Some(rule) = pack.rules.spans() else { return Vec::new() };
    let kind = rule.kind.vi();
    vec![
        format!(
            "Cơ quan khai báo điểm tiêu chí chung và các tỷ lệ của từng {kind}; điểm năm là trung bình cộng chính xác của các {kind} được chấm."
        ),
        format!(
            "Người không làm việc suốt {kind} (chưa tuyển dụng, nghỉ) thì {kind} ấy được ghi rõ và không tính; làm việc một phần thì tính như {kind} khác; {kind} làm ở cơ quan cũ lấy kết quả cơ quan cũ gửi."
        ),
        match rule.missing {
            MissingSpan::Wait => format!("Chưa khai báo đủ các {kind} thì chưa có kết quả năm."),
            MissingSpan::LeaveOut => {
                format!("{} chưa khai báo thì không tính; điểm năm là trung bình các {kind} đã có.", capitalized(kind))
            }
        },
    ]
}

fn opinions(law: &Document) -> Vec<String> {
    let how = match law.text("/r360/aggregate") {
        "flat_mean" => "Mọi phiếu tính ngang nhau.",
        "weighted" => "Mỗi nhóm người chấm có trọng số riêng.",
        _ => "Lấy trung bình của từng nhóm người chấm, rồi trung bình các nhóm.",
    };
    let choose = |path: &str, yes: &str, no: &str| if law.flag(path) { yes } else { no }.to_owned();
    let colleagues = if law.text("/r360/colleague_scores") == "reference_only" {
        "Điểm của đồng nghiệp chỉ để tham khảo."
    } else {
        "Điểm của đồng nghiệp được tính."
    };
    vec![
        how.to_owned(),
        colleagues.to_owned(),
        choose("/r360/upward_counts", "Điểm của cấp dưới được tính.", "Điểm của cấp dưới không được tính."),
        choose("/r360/head_scores_in_360", "Điểm của Thủ trưởng được tính.", "Điểm của Thủ trưởng không được tính."),
        choose("/r360/agree_counts_as_self_score", "Chọn «Thống nhất» là chấm đúng điểm tự chấm.", ""),
        format!(
            "Cần ít nhất {} số người được mời có ý kiến; thiếu thì việc khóa được ghi lại.",
            percent(law.text_or_count("/r360/quorum"))
        ),
        format!("Nhóm dưới {} người được gộp khi công khai cho đồng nghiệp.", law.count("/minutes/min_group")),
        format!(
            "Điểm tự chấm và điểm 360° lệch từ {} điểm thì báo cho Thủ trưởng{}.",
            number(law.text_or_count("/gap/threshold")),
            if law.flag("/gap/notice_on_band_change") { "; lệch mức cũng báo" } else { "" }
        ),
    ]
}

fn eligibility(law: &Document) -> Vec<String> {
    let sectors = law.list("/eligibility/exclude_vc_sector");
    vec![
        format!(
            "Chưa đủ {} tháng công tác tính đến {} thì không đánh giá.",
            law.count("/eligibility/new_hire_min_months"),
            day(law.text("/eligibility/cutoff"))
        ),
        format!("Chuyển đến chưa đủ {} tháng thì cơ quan cũ đánh giá trên giấy.", law.count("/eligibility/transfer_months")),
        format!(
            "Đi học quá {} số ngày làm việc trong năm thì không đánh giá.",
            percent(law.text_or_count("/eligibility/training_share_over"))
        ),
        if law.flag("/eligibility/study_result_is_basis") {
            "Đi học mà vẫn bảo đảm công việc thì vẫn đánh giá; kết quả học tập được khai báo là căn cứ, không quy ra điểm (Điều 2.8)."
                .to_owned()
        } else {
            String::new()
        },
        if law.text("/eligibility/maternity").is_empty() {
            String::new()
        } else {
            "Nghỉ thai sản: theo kết quả của thời gian thực tế làm việc.".to_owned()
        },
        if sectors.is_empty() {
            String::new()
        } else {
            "Viên chức ngành giáo dục theo quy định của ngành, không đánh giá ở đây (Điều 1).".to_owned()
        },
        if law.flag("/eligibility/exclude_commune_nld") {
            "Người lao động hợp đồng của cấp xã không thuộc đối tượng đánh giá: Điều 1.2 chỉ nêu cấp tỉnh, cấp huyện.".to_owned()
        } else {
            String::new()
        },
    ]
}

fn deciders(law: &Document) -> Vec<String> {
    let choose = |path: &str, yes: &str, no: &str| if law.flag(path) { yes } else { no }.to_owned();
    vec![
        "Người đứng đầu cơ quan do cấp có thẩm quyền quyết định; mọi người khác do người đứng đầu cơ quan quyết định.".to_owned(),
        if law.text("/decide/commune_party_cadre_by") == "commune_chair" {
            "Cán bộ Đảng, đoàn thể cấp xã do Chủ tịch Ủy ban nhân dân xã quyết định.".to_owned()
        } else {
            "Cán bộ Đảng, đoàn thể cấp xã do cấp có thẩm quyền quyết định.".to_owned()
        },
        choose("/matrix/staff_rates_agency_leaders", "Nhân viên góp ý cho lãnh đạo cơ quan.", "Nhân viên không chấm lãnh đạo cơ quan."),
        choose(
            "/matrix/unit_head_rates_agency_leaders",
            "Trưởng phòng chấm lãnh đạo cơ quan.",
            "Trưởng phòng không chấm lãnh đạo cơ quan.",
        ),
        choose("/matrix/agency_head_scores_staff", "Người đứng đầu cơ quan cũng chấm từng nhân viên.", ""),
        choose(
            "/matrix/in_charge_deputy",
            "Trưởng phòng do cấp phó phụ trách thẩm định.",
            "Trưởng phòng do người đứng đầu cơ quan thẩm định.",
        ),
        "Người giữ nhiều chức vụ được đánh giá theo chức vụ cao nhất; người biệt phái do nơi đến đánh giá.".to_owned(),
        "Thủ trưởng được quyết định tổng điểm khác, phải nêu lý do; không chọn thẳng mức xếp loại.".to_owned(),
    ]
}

fn course(law: &Document) -> Vec<String> {
    let special = law.text("/late_deadline_special");
    let far = law.text_or_count("/decide/proposal_reason_over");
    let again = match law.text("/rescore/scope") {
        "self" => "người được đánh giá",
        "reviewers" => "những người góp ý",
        "both" => "người được đánh giá và những người góp ý",
        _ => "người mà Thủ trưởng chọn",
    };
    vec![
        format!("Công khai chậm nhất ngày {}.", day(law.text("/publish_deadline"))),
        if special.is_empty() {
            String::new()
        } else {
            format!("Cơ quan có nhiệm vụ đặc thù: chậm nhất ngày {} năm sau.", day(special))
        },
        format!("Chấm lại tối đa {} lần, do {again} chấm.", law.count("/rescore/max_rounds")),
        if far.is_empty() {
            String::new()
        } else {
            format!("Thủ trưởng trực tiếp đề nghị tổng điểm lệch quá {} điểm so với điểm tính thì phải nêu lý do.", number(far))
        },
        format!("Kiến nghị trong {} ngày làm việc từ khi công khai.", law.count("/appeal_working_days")),
        if law.flag("/party_comment/required_for_members") {
            let waived = if law.flag("/party_comment/waivable") { ", Thủ trưởng được miễn khi có lý do" } else { "" };
            format!("Đảng viên cần nhận xét của chi bộ nơi cư trú{waived}.")
        } else {
            String::new()
        },
        "Bảng kê công việc được xem bên cạnh phiếu, không tự sinh ra điểm.".to_owned(),
    ]
}

/// What the pack asks for and the software does not do by itself.
fn left_to_people(pack: &Pack, law: &Document) -> Vec<String> {
    let says = |there: bool, sentence: &str| if there { sentence.to_owned() } else { String::new() };
    let penalty = law.text_or_count("/formula/penalty_per_failure_pct");
    vec![
        says(
            pack.rules.spans().is_none() && (law.text("/period_kind") != "year" || !law.text("/year_result").is_empty()),
            "Theo dõi, chấm từng tháng, quý: phần mềm mở một kỳ cho cả năm; cơ quan khai báo một kết quả nhiệm vụ chung của năm.",
        ),
        says(
            !penalty.is_empty(),
            &format!(
                "Mỗi lần không đạt, chậm tiến độ trừ {}% điểm của sản phẩm đó: cơ quan trừ trước khi khai báo tỷ lệ.",
                number(penalty)
            ),
        ),
        says(
            law.flag("/head_not_above_unit"),
            "Người đứng đầu không xếp cao hơn đơn vị: người quyết định tự đối chiếu, phần mềm nhắc trên trang quyết định.",
        ),
    ]
}

/// The document of a pack, read by path.
struct Document(Value);

impl Document {
    fn text(&self, path: &str) -> &str {
        self.0.pointer(path).and_then(Value::as_str).unwrap_or_default()
    }

    fn count(&self, path: &str) -> u64 {
        self.0.pointer(path).and_then(Value::as_u64).unwrap_or_default()
    }

    fn flag(&self, path: &str) -> bool {
        self.0.pointer(path).and_then(Value::as_bool).unwrap_or_default()
    }

    fn list(&self, path: &str) -> &[Value] {
        self.0.pointer(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// Numbers stand in packs as text, or as whole numbers.
    fn text_or_count(&self, path: &str) -> String {
        match self.0.pointer(path) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    }
}

fn number(text: impl AsRef<str>) -> String {
    text.as_ref().replace('.', ",")
}

/// `0.5` as `50%`.
fn percent(share: String) -> String {
    let exact: Option<kernel::Exact> = share.parse().ok();
    let percent = exact.map(|share| (&share * &kernel::Exact::ratio(100, 1)).round_half_up(2));
    percent.map_or(share, |text| format!("{}%", number(text.trim_end_matches('0').trim_end_matches('.'))))
}

/// `12-15` as `15/12`.
fn day(month_day: &str) -> String {
    month_day.split_once('-').map_or_else(|| month_day.to_owned(), |(month, day)| format!("{day}/{month}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;

    fn whole(parts: &[Told]) -> String {
        parts.iter().flat_map(|part| part.sentences.iter().map(String::as_str)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn no_key_or_code_of_a_pack_reaches_the_reader() {
        for pack in shipped::packs().unwrap() {
            let text = whole(&pack.told());
            let codes = ["_", "HTXS", "HTT", "KHT", "BAND", "true", "false", "null", "{", "}"];
            assert!(codes.iter().all(|code| !text.contains(code)), "{}: {text}", pack.id);
            assert!(pack.told().len() >= 9, "{}", pack.id);
        }
        for set in shipped::criteria_sets().unwrap() {
            assert_eq!(set.told()[1].sentences.len(), set.sections.len());
        }
    }

    #[test]
    fn bands_caps_years_and_what_is_left_to_people_are_said() {
        let packs = shipped::packs().unwrap();
        let of = |id: &str| whole(&packs.iter().find(|pack| pack.id == id).unwrap().told());
        let regulation = of("QT-2019");
        for said in [
            "Năm: 2019, 2020.",
            "Từ 90 điểm: Hoàn thành xuất sắc nhiệm vụ.",
            "Từ 50 điểm: Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực (cán bộ, công chức lãnh đạo, quản lý, công chức không lãnh đạo, quản lý); Hoàn thành nhiệm vụ (viên chức",
            "ít nhất 50% số người",
            "chậm nhất ngày 31/12",
        ] {
            assert!(regulation.contains(said), "«{said}» in {regulation}");
        }
        let present = of("ND335-2026-CC");
        for said in ["Từ 70 điểm: Hoàn thành tốt nhiệm vụ.", "không quá 20%", "tối đa 25%", "trừ 25% điểm", "của từng quý", "15/01 năm sau"]
        {
            assert!(present.contains(said), "«{said}» in {present}");
        }
        assert!(of("QT-2026-CB-NLD").contains("Đây là lựa chọn của phần mềm, không phải của văn bản"));
    }

    /// The same of what only a law that scores within the year decides.
    #[test]
    fn how_a_year_comes_from_its_parts_is_said() {
        let law = shipped::packs().unwrap().into_iter().find(|pack| pack.id == "ND335-2026-CC").unwrap();
        let told = |also: &str| {
            let child = format!("id: T\nbase: ND335-2026-CC\nvalid_years: [2026]\n{also}");
            whole(&Pack::parse(&child, |_| Some(&law)).unwrap().told())
        };
        let (quarters, months, yearly) = (told(""), told("period_kind: month"), told("period_kind: year"));
        assert!(quarters.contains("Chưa khai báo đủ các quý thì chưa có kết quả năm.") && !quarters.contains("một kết quả nhiệm vụ chung"));
        assert!(months.contains("của từng tháng") && !months.contains("từng quý"));
        assert!(yearly.contains("một kết quả nhiệm vụ chung của năm") && !yearly.contains("của từng quý"));
        assert!(told("missing_period: leave_out").contains("Quý chưa khai báo thì không tính"));
    }

    /// A pack that decides otherwise is told otherwise: no switch is passed over in silence.
    #[test]
    fn every_switch_changes_what_is_said() {
        let base = shipped::PACKS[0];
        let before = Pack::parse(base, |_| None).unwrap().told();
        for (from, to) in [
            ("include_self: false", "include_self: true"),
            ("aggregate: group_mean", "aggregate: flat_mean"),
            ("upward_counts: true", "upward_counts: false"),
            ("colleague_scores: in_base", "colleague_scores: reference_only"),
            ("agree_counts_as_self_score: true", "agree_counts_as_self_score: false"),
            ("quorum: \"0.5\"", "quorum: \"0.75\""),
            ("head_scores_in_360: true", "head_scores_in_360: false"),
            ("threshold: \"10\"", "threshold: \"8\""),
            ("notice_on_band_change: true", "notice_on_band_change: false"),
            ("scope: head_choice", "scope: self"),
            ("max_rounds: 2", "max_rounds: 1"),
            ("mode: narrow", "mode: literal"),
            ("level: leaf", "level: section"),
            ("policy: rescale", "policy: full_credit"),
            ("transfer_months: 6", "transfer_months: 3"),
            ("exclude_vc_sector: [education]", "exclude_vc_sector: []"),
            ("exclude_commune_nld: true", "exclude_commune_nld: false"),
            ("study_result_is_basis: true", "study_result_is_basis: false"),
            ("min_group: 3", "min_group: 4"),
            ("waivable: true", "waivable: false"),
            ("appeal_working_days: 5", "appeal_working_days: 7"),
            ("staff_rates_agency_leaders: false", "staff_rates_agency_leaders: true"),
            ("in_charge_deputy: false", "in_charge_deputy: true"),
            ("commune_party_cadre_by: higher_authority", "commune_party_cadre_by: commune_chair"),
            ("proposal_reason_over: \"10\"", "proposal_reason_over: \"5\""),
            ("band_on: rounded", "band_on: unrounded"),
            ("period_kind: year", "period_kind: quarter"),
        ] {
            assert!(base.contains(from), "{from}");
            assert_ne!(Pack::parse(&base.replacen(from, to, 1), |_| None).unwrap().told(), before, "{to}");
        }
    }
}

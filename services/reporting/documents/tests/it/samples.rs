//! A fabricated office: names with every kind of mark, long lists, long texts.

use chrono::{DateTime, NaiveDate, Utc};
use documents::model::*;
use kernel::Points;

pub const NAMES: [&str; 12] = [
    "Nguyễn Thị Thuỳ Trang",
    "Trần Đình Ước",
    "Lê Hoàng Đức",
    "Phạm Thị Quỳnh Như",
    "Hồ Văn Ngưỡng",
    "Võ Thị Ánh Tuyết",
    "Đặng Ngọc Khuê",
    "Bùi Quốc Việt",
    "Hoàng Thị Mỹ Lệ",
    "Nguyễn Khoa Diệu Huyền",
    "Trương Thị Thuỷ",
    "Phan Văn Ứng",
];

pub fn points(hundredths: i32) -> Option<Points> {
    Some(Points::from_hundredths(hundredths))
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub fn letterhead(number: &str) -> Letterhead {
    Letterhead {
        parent: "UBND tỉnh Quảng Trị".into(),
        agency: "Sở Nội vụ".into(),
        number: number.into(),
        place: "Quảng Trị".into(),
        date: NaiveDate::from_ymd_opt(2020, 1, 5).unwrap(),
    }
}

fn signers() -> [Signer; 2] {
    [
        Signer { lines: vec!["Người lập bảng".into()], name: "Trần Đình Ước".into() },
        Signer { lines: vec!["Giám đốc".into()], name: "Hồ Ngọc Ấn".into() },
    ]
}

fn recipients() -> Vec<String> {
    ["UBND tỉnh Quảng Trị (để báo cáo);", "Lưu: VT, SNV."].map(String::from).into()
}

fn share(people: u32, of: u32) -> Share {
    let percent = (of > 0).then(|| kernel::Exact::ratio(i64::from(people) * 100, i64::from(of)).to_points_half_up().unwrap());
    Share { people, percent }
}

fn summary_row(level: Level, ordinal: &str, name: &str, classes: [u32; 5], not_evaluated: u32, note: &str) -> SummaryRow {
    let evaluated = classes.iter().sum();
    SummaryRow {
        level,
        ordinal: ordinal.into(),
        name: name.into(),
        total: evaluated + not_evaluated,
        shares: classes.map(|people| share(people, evaluated)).into(),
        not_evaluated,
        note: note.into(),
    }
}

pub fn summary() -> Summary {
    let units = [
        "Văn phòng",
        "Thanh tra",
        "Phòng Tổ chức - Biên chế",
        "Phòng Công chức - Viên chức",
        "Phòng Cải cách hành chính",
        "Ban Thi đua - Khen thưởng",
        "Ban Tôn giáo",
        "Chi cục Văn thư - Lưu trữ",
    ];
    let mut rows = Vec::new();
    let groups = [
        "Công chức lãnh đạo, quản lý",
        "Công chức không lãnh đạo, quản lý",
        "Viên chức lãnh đạo, quản lý",
        "Viên chức không lãnh đạo, quản lý",
        "Người lao động",
    ];
    for (roman, group) in ["I", "II", "III", "IV", "V"].into_iter().zip(groups) {
        let civil = group.starts_with("Công chức");
        let third = |people| if civil { [0, people] } else { [people, 0] };
        let of = |best: u32, good: u32, rest: u32| [best, good, third(rest)[0], third(rest)[1], 0];
        rows.push(summary_row(Level::Group, roman, group, of(8, 16, 8), 1, ""));
        for (number, unit) in (1..).zip(units) {
            let note = if number == 3 && roman == "II" { "01 người tham gia bồi dưỡng từ 06 tháng trở lên" } else { "" };
            rows.push(summary_row(Level::Unit, &number.to_string(), unit, of(1, 2, 1), u32::from(!note.is_empty()), note));
        }
    }
    rows.push(summary_row(Level::Total, "", "Tổng cộng", [40, 80, 24, 16, 1], 5, ""));
    Summary {
        letterhead: letterhead("12/BTH-SNV"),
        year: 2019,
        classes: CLASSES.map(String::from).into(),
        rows,
        notes: vec!["Tỷ lệ % tính trên số người được đánh giá, phân loại (không kể số người không đánh giá).".into()],
        signers: signers(),
        recipients: recipients(),
    }
}

pub const CLASSES: [&str; 5] = [
    "Hoàn thành xuất sắc nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực",
    "Không hoàn thành nhiệm vụ",
];

pub fn detail(people: usize) -> Detail {
    let rows = (0..people)
        .map(|index| DetailRow {
            unit: ["Ban Giám đốc", "Văn phòng", "Phòng Công chức - Viên chức", "Chi cục Văn thư - Lưu trữ"][index * 4 / people.max(1)]
                .into(),
            name: NAMES[index % NAMES.len()].into(),
            title: ["Chuyên viên", "Phó Trưởng phòng Công chức - Viên chức", "Trưởng Ban kiêm Phó Giám đốc Sở"][index % 3].into(),
            group: ["Công chức lãnh đạo, quản lý", "Viên chức không lãnh đạo, quản lý", "Người lao động"][index % 3].into(),
            self_total: points(9_200),
            r360: points(8_797),
            computed: points(8_998),
            decided: points(if index % 7 == 0 { 8_400 } else { 8_998 }),
            class: match (index % 2, index % 3) {
                (0, _) => "Hoàn thành tốt nhiệm vụ",
                (_, 0) => "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực",
                _ => "Hoàn thành nhiệm vụ",
            }
            .into(),
            note: match (index % 7, index % 5) {
                (0, _) => "Quyết định tổng điểm 84,00: căn cứ kết quả thực tế trong năm".into(),
                (_, 0) => "Điểm tự chấm và điểm 360° chênh lệch lớn".into(),
                _ => String::new(),
            },
        })
        .collect();
    let counted = format!("Danh sách có {people} người. Hoàn thành tốt nhiệm vụ: {people}.");
    Detail { letterhead: letterhead("13/DS-SNV"), year: 2019, rows, counted, notes: vec![], signers: signers(), recipients: recipients() }
}

const LONG: &str = "Trong năm, bản thân luôn chấp hành nghiêm chỉnh đường lối, chủ trương của Đảng, chính sách, pháp luật của Nhà nước; \
tích cực học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh; giữ gìn đoàn kết nội bộ, chủ động phối hợp với các phòng, ban \
chuyên môn để tham mưu lãnh đạo Sở trình Uỷ ban nhân dân tỉnh ban hành các văn bản về quản lý, sử dụng công chức, viên chức. ";

fn said(people: u32, by: &str, text: &str) -> Said {
    Said { people, by: by.into(), text: text.into() }
}

/// As colleagues read them: no group apart.
pub fn minutes() -> Minutes {
    let entries = (0..24)
        .map(|index| MinutesEntry {
            name: NAMES[index % NAMES.len()].into(),
            title: if index == 0 { "Trưởng phòng Công chức - Viên chức".into() } else { "Chuyên viên".into() },
            self_total: points(9_200),
            declared: "Hoàn thành xuất sắc nhiệm vụ".into(),
            means: vec![],
            r360: points(8_800),
            gap: points(400),
            notices: if index % 6 == 0 { "Điểm tự chấm và điểm 360° khác mức phân loại".into() } else { String::new() },
            invited: 6,
            answered: 5,
            agreed: Some(3),
            round: 1,
            rescored: if index % 3 == 1 { "3 người, bình quân 84,50 điểm".into() } else { String::new() },
            strengths: if index % 3 == 2 { vec![] } else { vec![said(3, "", "Nhiệt tình, trách nhiệm."), said(1, "", LONG)] },
            limits: if index % 3 == 1 { vec![said(2, "", "Cần chủ động hơn.\nChậm báo cáo quý III")] } else { vec![] },
            suggested: if index % 3 == 0 { vec![said(4, "", "Hoàn thành tốt nhiệm vụ")] } else { vec![] },
        })
        .collect();
    Minutes {
        letterhead: letterhead("05/BB-SNV"),
        unit: "Phòng Công chức - Viên chức".into(),
        year: 2019,
        edition: 1,
        replaces: String::new(),
        opened_at: Some(at("2019-12-10T01:00:00Z")),
        closed_at: Some(at("2019-12-15T16:59:59Z")),
        sealed_at: at("2020-01-05T02:30:00Z"),
        subjects: 24,
        invited: 26,
        answered: 25,
        absent: vec!["1 người: không gửi ý kiến đến hết ngày 15/12/2019".into()],
        relations: vec![],
        entries,
        notes: vec!["Điểm theo nhóm không hiện vì nhóm có dưới 3 phiếu.".into()],
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        recipients: vec!["Thủ trưởng trực tiếp, Thủ trưởng cơ quan, đơn vị;".into(), "Lưu: VT, SNV.".into()],
    }
}

/// As the heads who decide read them, the second edition of few people: groups apart, reviewers named.
pub fn minutes_for_heads(people: usize) -> Minutes {
    let mut minutes = minutes();
    minutes.entries.truncate(people);
    for entry in &mut minutes.entries {
        entry.means = vec![points(8_900), None, points(8_700), points(8_800), points(8_750)];
        entry.round = 2;
        entry.rescored = "Trần Đình Ước (đồng cấp): 84,50; Phan Văn Ứng (thủ trưởng trực tiếp): 83,00".into();
        entry.strengths = vec![said(2, "Trần Đình Ước (đồng cấp), Lê Hoàng Đức (đồng cấp)", "Nhiệt tình, trách nhiệm.")];
    }
    Minutes {
        edition: 2,
        replaces: "Lần 2, sau khi chấm lại; thay Biên bản số 02/BB-SNV (lần 1, lập lúc 09:30 ngày 16/12/2019)".into(),
        subjects: u32::try_from(people).unwrap(),
        absent: vec!["Phan Văn Ứng: không gửi ý kiến đến hết ngày 15/12/2019".into()],
        relations: ["Đồng cấp", "Cấp dưới", "Cấp phó", "Thủ trưởng trực tiếp", "Thủ trưởng cơ quan"].map(String::from).into(),
        notes: vec![],
        ..minutes
    }
}

pub fn note() -> Note {
    let labelled = |(label, value): (&str, &str)| Labelled { label: label.into(), value: value.into() };
    let signed = |label: &str, name: &str| SignatureBlock {
        label: label.into(),
        signed: Some(Signed { lines: vec!["Chuyên viên".into()], name: name.into(), at: at("2019-12-28T03:32:00Z") }),
    };
    Note {
        letterhead: letterhead(""),
        title: "Kết quả đánh giá, phân loại bằng giấy".into(),
        subtitle: "Năm 2019".into(),
        identity: identity()[..3].to_vec(),
        paragraphs: vec![
            "Thời gian công tác tại đơn vị mới chưa đến 06 tháng nên việc chấm điểm thực hiện bằng giấy (Điều 2.9 của Quy chế).".into(),
        ],
        facts: [
            ("Cơ quan, đơn vị cũ", "UBND huyện Gio Linh"),
            ("Tổng điểm", "86,50"),
            ("Phân loại", "Hoàn thành tốt nhiệm vụ"),
            ("Thủ trưởng cơ quan cũ xác nhận", "Trương Thị Thuỷ, ngày 05/12/2019"),
        ]
        .map(labelled)
        .into(),
        signatures: vec![signed("Người cập nhật vào phần mềm", NAMES[2]), signed("Người kiểm tra", NAMES[3])],
        recipients: vec!["Nguyễn Thị Thuỳ Trang;".into(), "Lưu: VT, SNV.".into()],
    }
}

fn identity() -> Vec<Labelled> {
    [
        ("Họ và tên", "Nguyễn Thị Thuỳ Trang"),
        ("Chức vụ, chức danh", "Phó Trưởng phòng"),
        ("Đơn vị công tác", "Phòng Công chức - Viên chức, Sở Nội vụ"),
        ("Ngạch công chức", "Chuyên viên (01.003)"),
        ("Bậc", "4"),
        ("Hệ số lương", "3,33"),
    ]
    .map(|(label, value)| Labelled { label: label.into(), value: value.into() })
    .into()
}

/// `repeat` makes the answers longer; 0 leaves the form blank.
pub fn legal_form(repeat: usize) -> LegalForm {
    let field = |label: &str, hint: &str| FormField {
        label: label.into(),
        hint: hint.into(),
        text: format!("{}\n{}", LONG.repeat(repeat), LONG.repeat(repeat)),
    };
    let class = |label: &str| FormField {
        label: label.into(),
        text: if repeat == 0 { String::new() } else { "Hoàn thành tốt nhiệm vụ".into() },
        ..FormField::default()
    };
    let signed = |label: &str, name: &str, time: &str| SignatureBlock {
        label: label.into(),
        signed: (repeat > 0).then(|| Signed { lines: vec![], name: name.into(), at: at(time) }),
    };
    let posted = |label: &str, post: &str, name: &str, time: &str| {
        let mut block = signed(label, name, time);
        block.signed.iter_mut().for_each(|signed| signed.lines = vec![post.into()]);
        block
    };
    LegalForm {
        letterhead: letterhead(""),
        legal: "Mẫu số 02, Nghị định 56/2015/NĐ-CP".into(),
        title: "Phiếu đánh giá và phân loại công chức".into(),
        subtitle: "Năm 2019".into(),
        identity: identity(),
        sections: vec![
            FormSection {
                title: "I. Tự đánh giá kết quả công tác, tu dưỡng, rèn luyện của công chức".into(),
                fields: vec![
                    field("1. Chấp hành đường lối, chủ trương, chính sách của Đảng và pháp luật của Nhà nước", ""),
                    field("2. Phẩm chất chính trị, đạo đức, lối sống, tác phong và lề lối làm việc", ""),
                    field("3. Năng lực, trình độ chuyên môn, nghiệp vụ", ""),
                    field("4. Tiến độ và kết quả thực hiện nhiệm vụ", "tỷ lệ hoàn thành, chất lượng, tiến độ"),
                    field("5. Tinh thần trách nhiệm và phối hợp trong thực hiện nhiệm vụ", ""),
                    field("6. Thái độ phục vụ nhân dân", "vị trí tiếp xúc hoặc giải quyết công việc của người dân, doanh nghiệp"),
                ],
                instead: String::new(),
                signature: None,
            },
            FormSection {
                title: "II. Tự đánh giá, phân loại của công chức".into(),
                fields: vec![field("1. Đánh giá ưu, nhược điểm", ""), class("2. Phân loại đánh giá")],
                instead: String::new(),
                signature: Some(signed("Công chức tự đánh giá", "Nguyễn Thị Thuỳ Trang", "2019-12-05T03:32:00Z")),
            },
            FormSection {
                title: "III. Ý kiến của tập thể đơn vị và lãnh đạo trực tiếp quản lý công chức".into(),
                fields: vec![
                    field("1. Ý kiến của tập thể đơn vị nơi công chức công tác", ""),
                    field("2. Nhận xét của lãnh đạo trực tiếp quản lý công chức", ""),
                ],
                instead: String::new(),
                signature: Some(posted("Thủ trưởng trực tiếp đánh giá", "Trưởng phòng", "Trần Đình Ước", "2019-12-20T03:32:00Z")),
            },
            FormSection {
                title: "IV. Kết quả đánh giá, phân loại công chức của cấp có thẩm quyền".into(),
                fields: vec![field("1. Nhận xét ưu, nhược điểm", ""), class("2. Kết quả đánh giá, phân loại công chức")],
                instead: String::new(),
                signature: Some(posted("Thủ trưởng đơn vị", "Giám đốc", "Hồ Ngọc Ấn", "2019-12-28T03:32:00Z")),
            },
        ],
    }
}

pub fn score_sheet() -> ScoreSheet {
    let given = |hundredths| Score::Given(Points::from_hundredths(hundredths));
    let line = |ordinal: String, title: &str, max, bold: bool| ScoreLine {
        ordinal,
        title: title.into(),
        max: Points::from_hundredths(max),
        own: given(max - 50),
        r360: if bold { Score::Absent } else { given(max - 75) },
        official: given(max - 63),
        note: if max == 500 {
            "Báo cáo 125/BC-SNV; kế hoạch công tác năm đã được phê duyệt".into()
        } else {
            String::new()
        },
    };
    let titles = [
        "Chấp hành đường lối, chủ trương, chính sách của Đảng và pháp luật của Nhà nước",
        "Phẩm chất chính trị, đạo đức, lối sống, tác phong và lề lối làm việc",
        "Năng lực, trình độ chuyên môn, nghiệp vụ",
        "Tiến độ và kết quả thực hiện nhiệm vụ",
        "Tinh thần trách nhiệm và phối hợp",
        "Thái độ phục vụ nhân dân",
    ];
    let sections = (1..)
        .zip(titles)
        .map(|(number, title)| ScoreSection {
            heading: line(["I", "II", "III", "IV", "V", "VI"][number - 1].into(), title, 1_500, true),
            lines: (1..=4)
                .map(|leaf| {
                    let mut line = line(
                        format!("{number}.{leaf}"),
                        "Thực hiện đầy đủ, đúng thời hạn các nhiệm vụ được giao theo danh mục công việc",
                        if leaf == 2 { 500 } else { 400 },
                        false,
                    );
                    if number == 6 {
                        line.own = Score::NotApplicable;
                    }
                    line
                })
                .collect(),
        })
        .collect();
    ScoreSheet {
        letterhead: letterhead(""),
        year: 2019,
        criteria_set: "Công chức không giữ chức vụ lãnh đạo, quản lý".into(),
        identity: identity()[..3].to_vec(),
        sections,
        totals: ScoreLine {
            title: "Tổng điểm tính theo quy chế".into(),
            max: Points::whole(100),
            own: given(9_200),
            r360: given(8_797),
            official: given(8_998),
            ..ScoreLine::default()
        },
        conclusions: [
            ("Tổng điểm quyết định", "84,00"),
            ("Lý do quyết định tổng điểm khác", "Kết quả thực tế trong năm"),
            ("Tự phân loại", "Hoàn thành xuất sắc nhiệm vụ"),
            ("Kết quả phân loại", "Hoàn thành tốt nhiệm vụ"),
        ]
        .map(|(label, value)| Labelled { label: label.into(), value: value.into() })
        .into(),
        notes: vec!["Tổng điểm tính từ số chưa làm tròn.".into()],
        signatures: vec![
            SignatureBlock {
                label: "Người tự chấm".into(),
                signed: Some(Signed { lines: vec![], name: NAMES[0].into(), at: at("2019-12-05T03:32:00Z") }),
            },
            SignatureBlock { label: "Thủ trưởng trực tiếp".into(), signed: None },
        ],
    }
}

/// A diary of so many works, one of them longer than a page.
pub fn work_table(rows: usize) -> WorkTable {
    let columns = [("STT", 9), ("Ngày/Tuần", 24), ("Công việc đã hoàn thành", 62), ("Kết quả", 26), ("Phê duyệt, trả lại, đính chính", 44)];
    let row = |index: usize| {
        let long =
            if index == 1 { "Soạn thảo, lấy ý kiến, tiếp thu và trình ký văn bản. ".repeat(120) } else { String::new() };
        let cells = [
            &(index + 1).to_string(),
            "Tuần 03/06/2019 – 09/06/2019",
            &format!("Việc thứ {index}. {long}"),
            "Đúng tiến độ",
            "Phê duyệt:\nTrần Đình Ước",
        ];
        cells.map(str::to_owned).into()
    };
    WorkTable {
        letterhead: letterhead(""),
        title: "Nhật ký công tác".into(),
        subtitle: "Năm 2019".into(),
        identity: identity()[..3].to_vec(),
        columns: columns.map(|(name, share)| (name.to_owned(), share)).into(),
        rows: (0..rows).map(row).collect(),
        facts: vec![Labelled { label: "Bảng kê đã phê duyệt".into(), value: "44 trong 46".into() }],
        signers: ["Người ghi nhật ký", "Thủ trưởng trực tiếp"]
            .map(|line| Signer { lines: vec![line.into()], name: NAMES[0].into() })
            .into(),
        signatures: Vec::new(),
        recipients: Vec::new(),
    }
}

pub fn provenance() -> Provenance {
    Provenance {
        made_by: "Trần Đình Ước".into(),
        made_at: at("2020-01-05T02:30:00Z"),
        scope: "Sở Nội vụ, năm 2019, kết quả đã công khai".into(),
    }
}

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
        Signer { label: "Người lập bảng".into(), name: String::new() },
        Signer { label: "Thủ trưởng đơn vị".into(), name: "Hồ Ngọc Ấn".into() },
    ]
}

fn share(people: u32, of: u32) -> Share {
    let percent = (of > 0).then(|| kernel::Exact::ratio(i64::from(people) * 100, i64::from(of)).to_points_half_up().unwrap());
    Share { people, percent }
}

fn summary_row(level: Level, ordinal: &str, name: &str, classes: [u32; 4], not_evaluated: u32, note: &str) -> SummaryRow {
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
    let mut rows = vec![summary_row(Level::Group, "I", "Cán bộ", [0; 4], 0, "")];
    let groups = [
        "Công chức lãnh đạo, quản lý",
        "Công chức không lãnh đạo, quản lý",
        "Viên chức lãnh đạo, quản lý",
        "Viên chức không lãnh đạo, quản lý",
        "Người lao động",
    ];
    for (roman, group) in ["II", "III", "IV", "V", "VI"].into_iter().zip(groups) {
        rows.push(summary_row(Level::Group, roman, group, [8, 16, 8, 0], 1, ""));
        for (number, unit) in (1..).zip(units) {
            let note = if number == 3 && roman == "III" { "01 người tham gia bồi dưỡng từ 06 tháng trở lên" } else { "" };
            rows.push(summary_row(Level::Unit, &number.to_string(), unit, [1, 2, 1, 0], u32::from(!note.is_empty()), note));
        }
    }
    rows.push(summary_row(Level::Total, "", "Tổng cộng", [40, 80, 40, 1], 5, ""));
    Summary {
        letterhead: letterhead("12/BTH-SNV"),
        year: 2019,
        classes: ["Hoàn thành xuất sắc", "Hoàn thành tốt", "Hoàn thành (hạn chế về năng lực)", "Không hoàn thành"].map(String::from).into(),
        rows,
        notes: vec!["Tỷ lệ % tính trên số người được đánh giá, phân loại (không kể số người không đánh giá).".into()],
        signers: signers(),
    }
}

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
            total: points(8_998),
            class: ["Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực"][index % 2].into(),
            decided: (index % 7 == 0).then_some(Points::from_hundredths(8_400)),
            note: if index % 5 == 0 { "Điểm tự chấm và điểm 360° chênh lệch lớn".into() } else { String::new() },
        })
        .collect();
    Detail { letterhead: letterhead("13/DS-SNV"), year: 2019, rows, notes: vec![], signers: signers() }
}

const LONG: &str = "Trong năm, bản thân luôn chấp hành nghiêm chỉnh đường lối, chủ trương của Đảng, chính sách, pháp luật của Nhà nước; \
tích cực học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh; giữ gìn đoàn kết nội bộ, chủ động phối hợp với các phòng, ban \
chuyên môn để tham mưu lãnh đạo Sở trình Uỷ ban nhân dân tỉnh ban hành các văn bản về quản lý, sử dụng công chức, viên chức. ";

pub fn minutes() -> Minutes {
    let entries = (0..24)
        .map(|index| MinutesEntry {
            name: NAMES[index % NAMES.len()].into(),
            title: if index == 0 { "Trưởng phòng Công chức - Viên chức".into() } else { "Chuyên viên".into() },
            self_total: points(9_200),
            declared: "HTXS".into(),
            means: vec![points(8_900), (index == 0).then_some(Points::from_hundredths(8_650)), points(8_700), points(8_800), None],
            r360: points(8_800),
            gap: points(400),
            flags: if index % 6 == 0 { "Khác mức tự phân loại".into() } else { String::new() },
            turnout: [6, 5, 3],
            opinions: if index % 3 == 2 {
                vec![]
            } else {
                vec![
                    Opinion {
                        from: "Đồng cấp".into(), agree: true, strengths: "Nhiệt tình, trách nhiệm".into(), ..Opinion::default()
                    },
                    Opinion {
                        from: "Đồng cấp".into(),
                        agree: false,
                        strengths: LONG.into(),
                        limits: "Cần chủ động hơn.\nChậm báo cáo quý III".into(),
                        suggested: "Hoàn thành tốt nhiệm vụ".into(),
                    },
                ]
            },
        })
        .collect();
    Minutes {
        letterhead: letterhead("05/BB-SNV"),
        unit: "Phòng Công chức - Viên chức".into(),
        year: 2019,
        edition: 1,
        opened_at: Some(at("2019-12-10T01:00:00Z")),
        closed_at: Some(at("2019-12-15T16:59:59Z")),
        sealed_at: at("2020-01-05T02:30:00Z"),
        subjects: 24,
        invited: 26,
        answered: 25,
        absent: vec!["Phan Văn Ứng: nghỉ ốm".into()],
        relations: ["Đồng cấp", "Cấp dưới", "Cấp phó", "Thủ trưởng trực tiếp", "Thủ trưởng cơ quan"].map(String::from).into(),
        entries,
        legend: "HTXS: Hoàn thành xuất sắc nhiệm vụ; HTT: Hoàn thành tốt nhiệm vụ; HTHC: Hoàn thành nhiệm vụ nhưng còn hạn chế về năng lực; KHT: Không hoàn thành nhiệm vụ.".into(),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
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
        signed: (repeat > 0).then(|| Signed { name: name.into(), at: at(time) }),
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
                signature: None,
            },
            FormSection {
                title: "II. Tự đánh giá, phân loại của công chức".into(),
                fields: vec![field("1. Đánh giá ưu, nhược điểm", ""), class("2. Phân loại đánh giá")],
                signature: Some(signed("Công chức tự đánh giá", "Nguyễn Thị Thuỳ Trang", "2019-12-05T03:32:00Z")),
            },
            FormSection {
                title: "III. Ý kiến của tập thể đơn vị và lãnh đạo trực tiếp quản lý công chức".into(),
                fields: vec![
                    field("1. Ý kiến của tập thể đơn vị nơi công chức công tác", ""),
                    field("2. Nhận xét của lãnh đạo trực tiếp quản lý công chức", ""),
                ],
                signature: Some(signed("Thủ trưởng trực tiếp đánh giá", "Trần Đình Ước", "2019-12-20T03:32:00Z")),
            },
            FormSection {
                title: "IV. Kết quả đánh giá, phân loại công chức của cấp có thẩm quyền".into(),
                fields: vec![field("1. Nhận xét ưu, nhược điểm", ""), class("2. Kết quả đánh giá, phân loại công chức")],
                signature: Some(signed("Thủ trưởng đơn vị", "Hồ Ngọc Ấn", "2019-12-28T03:32:00Z")),
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
            title: "Tổng điểm".into(),
            max: Points::whole(100),
            own: given(9_200),
            r360: given(8_797),
            official: given(8_998),
            ..ScoreLine::default()
        },
        conclusions: [("Tự phân loại", "Hoàn thành xuất sắc nhiệm vụ"), ("Kết quả phân loại", "Hoàn thành tốt nhiệm vụ")]
            .map(|(label, value)| Labelled { label: label.into(), value: value.into() })
            .into(),
        signatures: [
            SignatureBlock {
                label: "Người tự chấm điểm".into(),
                signed: Some(Signed { name: NAMES[0].into(), at: at("2019-12-05T03:32:00Z") }),
            },
            SignatureBlock { label: "Thủ trưởng trực tiếp".into(), signed: None },
        ],
    }
}

pub fn provenance() -> Provenance {
    Provenance {
        made_by: "Trần Đình Ước".into(),
        made_at: at("2020-01-05T02:30:00Z"),
        scope: "Sở Nội vụ, năm 2019, kết quả đã công khai".into(),
    }
}

//! Legal forms: what they ask of whom, and what has been filled in (section 9 of the handbook).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kernel::FieldProblem;
use regulation::{Class, EmployeeGroup};
use serde::Deserialize;

use crate::Signature;

/// Longest answer, in characters.
const ANSWER: usize = 10_000;
/// Field of the direct head's part that the minutes fill in.
pub const COLLECTIVE_OPINION: &str = "y_kien_tap_the";

const SOURCES: [&str; 7] = [
    include_str!("../../data/forms/MAU01_ND56.yaml"),
    include_str!("../../data/forms/MAU02_ND56.yaml"),
    include_str!("../../data/forms/MAU03_ND56.yaml"),
    include_str!("../../data/forms/MAU01_ND90.yaml"),
    include_str!("../../data/forms/MAU02_ND90.yaml"),
    include_str!("../../data/forms/MAU03_ND90.yaml"),
    include_str!("../../data/forms/MAU_NLD_QT.yaml"),
];

static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| SOURCES.map(|source| serde_saphyr::from_str(source).expect("the forms of the product are read by a test")).into());

/// An empty legal form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Such as `MAU02_ND56`.
    pub id: String,
    /// The legal text that it belongs to.
    pub legal: String,
    /// Heading.
    pub title: String,
    /// Line below it; `{year}` stands for the year.
    pub subtitle: String,
    sections: Vec<TemplateSection>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateSection {
    id: String,
    title: String,
    by: Author,
    #[serde(default)]
    leaders_only: bool,
    #[serde(default)]
    sign: String,
    fields: Vec<TemplateField>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TemplateField {
    key: String,
    label: String,
    #[serde(default)]
    hint: String,
    #[serde(default)]
    class: bool,
    #[serde(default)]
    optional: bool,
}

/// Who fills in a part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Author {
    /// The evaluated person.
    Subject,
    /// The direct head.
    DirectHead,
    /// Who decides.
    Decider,
}

impl Author {
    /// `SUBJECT`, `DIRECT_HEAD` or `DECIDER`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subject => "SUBJECT",
            Self::DirectHead => "DIRECT_HEAD",
            Self::Decider => "DECIDER",
        }
    }
}

/// A form with what has been filled in so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Id of the template.
    pub id: String,
    /// The legal text that it belongs to.
    pub legal: String,
    /// Heading.
    pub title: String,
    /// Line below it.
    pub subtitle: String,
    /// Parts, in order.
    pub sections: Vec<Section>,
}

/// A part of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Such as `II`.
    pub id: String,
    /// Heading.
    pub title: String,
    /// Who fills it in.
    pub by: Author,
    /// Fields, in order.
    pub fields: Vec<Field>,
    /// Under the signature; empty when nobody signs here.
    pub sign_label: String,
    /// Who signed.
    pub signature: Option<Signature>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Key in the answers.
    pub key: String,
    /// As the form prints it.
    pub label: String,
    /// Text, or a class code.
    pub text: String,
    /// Asks for a class.
    pub is_class: bool,
    /// Help below the label.
    pub hint: String,
    /// Must be filled in.
    pub required: bool,
}

/// What one author has filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Texts by field key.
    pub texts: BTreeMap<String, String>,
    /// The class, where the part asks for one.
    pub class: Option<Class>,
    /// Who signed it, and when.
    pub signature: Option<Signature>,
}

/// A form of the product by its id.
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

impl Template {
    /// The form for a group and a year, with what its authors have filled in.
    pub fn fill(&self, group: EmployeeGroup, year: i32, filled: impl Fn(Author) -> Filled) -> Form {
        let sections = self.sections_for(group).map(|section| {
            let Filled { texts, class, signature } = filled(section.by);
            let field = |field: &TemplateField| Field {
                key: field.key.clone(),
                label: field.label.clone(),
                text: match class.filter(|_| field.class) {
                    Some(class) => class.code().to_owned(),
                    None => texts.get(&field.key).cloned().unwrap_or_default(),
                },
                is_class: field.class,
                hint: field.hint.clone(),
                required: !field.optional,
            };
            Section {
                id: section.id.clone(),
                title: section.title.clone(),
                by: section.by,
                fields: section.fields.iter().map(field).collect(),
                sign_label: section.sign.clone(),
                signature: signature.filter(|_| !section.sign.is_empty()),
            }
        });
        Form {
            id: self.id.clone(),
            legal: self.legal.clone(),
            title: self.title.clone(),
            subtitle: self.subtitle.replace("{year}", &year.to_string()),
            sections: sections.collect(),
        }
    }

    /// Keys of the text fields of one author, in order.
    pub fn keys(&self, group: EmployeeGroup, by: Author) -> Vec<&str> {
        self.fields_of(group, by).filter(|field| !field.class).map(|field| field.key.as_str()).collect()
    }

    /// All that is wrong with the subject's answers: required ones missing, unknown ones, too long ones.
    pub fn problems(&self, group: EmployeeGroup, answers: &BTreeMap<String, String>) -> Vec<FieldProblem> {
        let missing = self
            .fields_of(group, Author::Subject)
            .filter(|field| !field.class && !field.optional)
            .filter(|field| answers.get(&field.key).is_none_or(|text| text.trim().is_empty()));
        let missing = missing
            .map(|field| FieldProblem {
                field: format!("answers[{}]", field.key), message: format!("Chưa viết mục «{}».", field.label)
            });
        missing.chain(self.impossible(group, answers)).collect()
    }

    /// What is wrong even in answers that are still being written: unknown ones, too long ones.
    pub fn impossible(&self, group: EmployeeGroup, answers: &BTreeMap<String, String>) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut refuse = |key: &str, message: String| problems.push(FieldProblem { field: format!("answers[{key}]"), message });
        let keys = self.keys(group, Author::Subject);
        for (key, text) in answers {
            if !keys.contains(&key.as_str()) {
                refuse(key, format!("Phiếu không có mục «{key}»."));
            } else if text.chars().count() > ANSWER {
                refuse(key, format!("Nội dung dài quá {ANSWER} ký tự."));
            }
        }
        problems
    }

    fn sections_for(&self, group: EmployeeGroup) -> impl Iterator<Item = &TemplateSection> {
        self.sections.iter().filter(move |section| !section.leaders_only || group.has_leaders_part())
    }

    fn fields_of(&self, group: EmployeeGroup, by: Author) -> impl Iterator<Item = &TemplateField> {
        self.sections_for(group).filter(move |section| section.by == by).flat_map(|section| &section.fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: Author) -> Filled {
        Filled::default()
    }

    #[test]
    fn every_form_has_a_part_for_the_subject_and_one_for_the_decider() {
        assert_eq!(TEMPLATES.len(), SOURCES.len());
        for template in TEMPLATES.iter() {
            let form = template.fill(EmployeeGroup::CcLd, 2019, nothing);
            for by in [Author::Subject, Author::Decider] {
                let signed = form.sections.iter().filter(|section| section.by == by && !section.sign_label.is_empty());
                assert_eq!(signed.count(), 1, "{} {by:?}", template.id);
            }
            let mut keys: Vec<_> = form.sections.iter().flat_map(|section| &section.fields).map(|field| &field.key).collect();
            let all = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), all, "{} uses a key twice", template.id);
        }
    }

    #[test]
    fn the_leaders_part_is_for_leaders_only() {
        let form = template("MAU02_ND56").unwrap();
        let sections = |group| form.fill(group, 2019, nothing).sections.len();
        assert_eq!(sections(EmployeeGroup::CcLd), sections(EmployeeGroup::CcKld) + 1);
        assert!(form.keys(EmployeeGroup::CcLd, Author::Subject).contains(&"doan_ket"));
        assert!(!form.keys(EmployeeGroup::CcKld, Author::Subject).contains(&"doan_ket"));
        assert_eq!(form.fill(EmployeeGroup::CcKld, 2019, nothing).subtitle, "Năm 2019");
    }

    #[test]
    fn missing_and_unknown_answers_are_named() {
        let form = template("MAU02_ND56").unwrap();
        let mut answers: BTreeMap<_, _> =
            form.keys(EmployeeGroup::CcKld, Author::Subject).into_iter().map(|key| (key.to_owned(), "x".to_owned())).collect();
        assert!(form.problems(EmployeeGroup::CcKld, &answers).is_empty());
        answers.remove("thai_do_phuc_vu");
        assert!(form.problems(EmployeeGroup::CcKld, &answers).is_empty(), "only for those who meet citizens");
        answers.insert("uu_nhuoc".to_owned(), "  ".to_owned());
        answers.insert("doan_ket".to_owned(), "x".to_owned());
        let fields: Vec<_> = form.problems(EmployeeGroup::CcKld, &answers).into_iter().map(|problem| problem.field).collect();
        assert_eq!(fields, ["answers[uu_nhuoc]", "answers[doan_ket]"]);
    }
}

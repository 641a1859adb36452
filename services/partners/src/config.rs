//! Configuration of partners.

use catalogue::{Publisher, Topic};
use runtime::config::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Configuration of the partners service.
#[derive(Clone, Debug, JsonSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// What every service needs to run.
    pub runtime: runtime::Config,
    /// Domain of the installation: the types and schemas of its public events carry it, and never change once somebody has received one.
    #[schemars(example = "congtam.quangtri.gov.vn")]
    pub domain: String,
    /// What is told: `results`, `periods`, `law`, `units`, `posts`. What is left out is told by nobody; of a topic that is added later, what
    /// changes from then on.
    pub topics: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        let topics = Topic::ALL.map(|topic| topic.code().to_owned()).into();
        Self { runtime: runtime::Config::default(), domain: String::new(), topics }
    }
}

impl Config {
    /// The topics that are told.
    pub(crate) fn published(&self) -> Vec<Topic> {
        Topic::ALL.into_iter().filter(|topic| self.topics.iter().any(|named| named == topic.code())).collect()
    }
}

impl runtime::ServiceConfig for Config {
    const SOURCES: &'static [&'static str] = &["identity", "evaluation", "scoring"];
    const PROJECTS: &'static [runtime::Projected] = crate::held::PROJECTS;

    fn runtime(&self) -> &runtime::Config {
        &self.runtime
    }

    fn validate(&self, problems: &mut Problems) {
        problems.tried("domain", Publisher::new(&self.domain).map(drop));
        for named in &self.topics {
            let known = Topic::ALL.iter().any(|topic| topic.code() == named);
            problems.ensure(known, "topics", "may name results, periods, law, units and posts");
        }
    }
}

//! The kinds of public events: the one list that everything else is made from.

use chrono::NaiveDate;
use kernel::date::add_months;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::data::{
    Agency, DossierClosed, LawPublished, PeriodClosed, PeriodOpened, PostChanged, ResultCorrected, ResultPublished, UnitChanged,
};
use crate::read::Unreadable;
use crate::{Event, Example, Publisher, examples, read};

/// Months for which a deprecated kind of event is still published beside its successor.
pub const MONTHS_BESIDE_SUCCESSOR: u32 = 12;

/// What belongs together: a partner receives all events of a topic or none, because a result without its correction is a wrong result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Results of people, and their dossiers.
    Results,
    /// Evaluation years of agencies.
    Periods,
    /// Law of the evaluation.
    Law,
    /// Units of the organisation.
    Units,
    /// Posts and who holds them.
    Posts,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Results, Self::Periods, Self::Law, Self::Units, Self::Posts];

    /// Name in scopes and in subjects on the bus.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Periods => "periods",
            Self::Law => "law",
            Self::Units => "units",
            Self::Posts => "posts",
        }
    }

    /// Name on screen and paper.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Results => "Kết quả đánh giá và hồ sơ",
            Self::Periods => "Kỳ đánh giá của cơ quan",
            Self::Law => "Quy định, bộ tiêu chí",
            Self::Units => "Cơ quan, đơn vị",
            Self::Posts => "Vị trí công tác",
        }
    }

    /// Whether its events name people.
    pub const fn names_people(self) -> bool {
        match self {
            Self::Results | Self::Posts => true,
            Self::Periods | Self::Law | Self::Units => false,
        }
    }
}

/// Where a kind of event stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifecycle {
    /// To be used.
    Current,
    /// Published on for [`MONTHS_BESIDE_SUCCESSOR`] months beside its successor.
    Deprecated {
        /// Day on which the successor was published first.
        on: NaiveDate,
        /// Its successor, such as `result.published.v2`.
        successor: &'static str,
    },
}

impl Lifecycle {
    /// The last day on which events of the kind are sure to be published; nothing while none is told.
    pub fn sure_until(self) -> Option<NaiveDate> {
        match self {
            Self::Current => None,
            Self::Deprecated { on, .. } => Some(add_months(on, MONTHS_BESIDE_SUCCESSOR)),
        }
    }
}

/// What a public event says. The type's comment and those of its fields are what partners read.
pub trait Public: Serialize + DeserializeOwned + JsonSchema + Clone + PartialEq {
    /// What happened, in two words, such as `result.published`.
    const NAME: &'static str;
    /// Grows with every change that an old receiver could stumble over; a new field or a new word is none.
    const VERSION: u32;
    /// What it belongs to.
    const TOPIC: Topic;
    /// Where it stands in its life.
    const LIFECYCLE: Lifecycle;
    /// What its subjects are, such as `dossier`.
    const ABOUT: &'static str;

    /// What the event is about: events of one subject are in order, and of one agency for its whole life.
    fn subject(&self) -> String;

    /// The agency that answers for it.
    fn agency(&self) -> &Agency;

    /// One as it may come.
    fn example() -> Example<Self>;
}

/// A kind of public event.
#[derive(Clone, Copy)]
pub struct Kind {
    /// See [`Public::NAME`].
    pub name: &'static str,
    /// See [`Public::VERSION`].
    pub version: u32,
    /// See [`Public::TOPIC`].
    pub topic: Topic,
    /// See [`Public::LIFECYCLE`].
    pub lifecycle: Lifecycle,
    /// See [`Public::ABOUT`].
    pub about: &'static str,
    pub(crate) schema: fn(SchemaGenerator) -> Schema,
    pub(crate) subschema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) example: fn(&Publisher) -> Value,
}

impl Kind {
    /// The kind of events that say `D`.
    pub fn of<D: Public>() -> Self {
        Self {
            name: D::NAME,
            version: D::VERSION,
            topic: D::TOPIC,
            lifecycle: D::LIFECYCLE,
            about: D::ABOUT,
            schema: SchemaGenerator::into_root_schema_for::<D>,
            subschema: SchemaGenerator::subschema_for::<D>,
            example: examples::event::<D>,
        }
    }

    /// Name and version, such as `result.published.v1`: what `type` ends with.
    pub fn id(&self) -> String {
        format!("{}.v{}", self.name, self.version)
    }

    /// Whether events of this `type` are of this kind, whatever domain they are of.
    pub fn is_type(&self, r#type: &str) -> bool {
        r#type.strip_suffix(&self.id()).is_some_and(|domain| domain.len() > 1 && domain.ends_with('.'))
    }
}

/// `Data = "name" v1 in Topic, lifecycle; "about" of an event: its id, its agency; its example`.
macro_rules! catalogue {
    ($($data:ident = $name:literal v $version:literal in $topic:ident, $lifecycle:expr; $about:literal of $event:ident: $id:expr, $agency:expr; $example:expr;)+) => {
        $(impl Public for $data {
            const NAME: &'static str = $name;
            const VERSION: u32 = $version;
            const TOPIC: Topic = Topic::$topic;
            const LIFECYCLE: Lifecycle = $lifecycle;
            const ABOUT: &'static str = $about;

            fn subject(&self) -> String {
                let $event = self;
                format!("{}/{}", $about, $id)
            }

            fn agency(&self) -> &Agency {
                let $event = self;
                &$agency
            }

            fn example() -> Example<Self> {
                $example
            }
        })+

        /// Every kind of public event, in the order of the catalogue.
        pub fn kinds() -> Vec<Kind> {
            vec![$(Kind::of::<$data>()),+]
        }

        /// A public event as it was received.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Received {
            $(#[doc = $name] $data(Box<Event<$data>>),)+
            /// One of a kind that this version does not know: to be passed over, or passed on as it is.
            Other(Box<Event<Value>>),
        }

        impl Received {
            /// By its type, whatever domain it is of.
            pub(crate) fn of(event: Event<Value>) -> Result<Self, Unreadable> {
                $(if Kind::of::<$data>().is_type(&event.r#type) {
                    return read::typed(event).map(|event| Self::$data(Box::new(event)));
                })+
                Ok(Self::Other(Box::new(event)))
            }

            /// The event as JSON.
            ///
            /// # Errors
            /// Never: whatever was read can be written.
            pub fn to_json(&self) -> serde_json::Result<Value> {
                match self {
                    $(Self::$data(event) => serde_json::to_value(event),)+
                    Self::Other(event) => serde_json::to_value(event),
                }
            }
        }
    };
}

catalogue! {
    ResultPublished = "result.published" v 1 in Results, Lifecycle::Current;
        "dossier" of event: event.result.dossier_id, event.result.agency; examples::result_published();
    ResultCorrected = "result.corrected" v 1 in Results, Lifecycle::Current;
        "dossier" of event: event.result.dossier_id, event.result.agency; examples::result_corrected();
    DossierClosed = "dossier.closed" v 1 in Results, Lifecycle::Current;
        "dossier" of event: event.dossier_id, event.agency; examples::dossier_closed();
    PeriodOpened = "period.opened" v 1 in Periods, Lifecycle::Current;
        "period" of event: event.period_id, event.agency; examples::period_opened();
    PeriodClosed = "period.closed" v 1 in Periods, Lifecycle::Current;
        "period" of event: event.period_id, event.agency; examples::period_closed();
    LawPublished = "law.published" v 1 in Law, Lifecycle::Current;
        "law" of event: event.law.law_id, event.agency; examples::law_published();
    UnitChanged = "unit.changed" v 1 in Units, Lifecycle::Current;
        "unit" of event: event.unit_id, event.agency; examples::unit_changed();
    PostChanged = "post.changed" v 1 in Posts, Lifecycle::Current;
        "post" of event: event.post_id, event.agency; examples::post_changed();
}

//! What is not public does not even enter: a word that is put in everywhere comes out nowhere.

use events::Envelope;
use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, ReflectMessage, Value};
use proto::evaluation::v1::{MinutesSealed, Period, PeriodChanged, Record, RecordChanged, RecordState, SheetChanged};
use proto::identity::v1::{AccountChanged, DelegationChanged, Person, PersonChanged};
use proto::scoring::v1::ResultComputed;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::harness::{Running, event};
use crate::office;

const CANARY: &str = "KHÔNG-ĐƯỢC-LỘ";

/// A message with the word in every text of it, at any depth that occurs.
fn filled<M: Message + Name + Default>() -> M {
    let descriptor = DescriptorPool::decode(proto::FILE_DESCRIPTOR_SET).unwrap().get_message_by_name(&M::full_name()).unwrap();
    M::decode(fill(DynamicMessage::new(descriptor), 0).encode_to_vec().as_slice()).unwrap()
}

fn fill(mut message: DynamicMessage, depth: usize) -> DynamicMessage {
    for field in message.descriptor().fields().filter(|field| !field.is_map()).collect::<Vec<_>>() {
        if let Some(value) = word(&field, depth) {
            message.set_field(&field, if field.is_list() { Value::List(vec![value]) } else { value });
        }
    }
    message
}

fn word(field: &FieldDescriptor, depth: usize) -> Option<Value> {
    match field.kind() {
        Kind::String => Some(Value::String(CANARY.to_owned())),
        Kind::Bytes => Some(Value::Bytes(CANARY.as_bytes().to_vec().into())),
        Kind::Message(of) if depth < 5 && !of.full_name().starts_with("google.") => {
            Some(Value::Message(fill(DynamicMessage::new(of), depth + 1)))
        }
        _ => None,
    }
}

/// A record, a period, a person with the word in everything that is not public, and what else services announce with it everywhere.
fn events() -> Vec<Envelope> {
    let record = with_public_parts(filled::<RecordChanged>().record.unwrap());
    let period = Period {
        routing_signed: filled::<PeriodChanged>().period.unwrap().routing_signed,
        ..office::period(9, proto::evaluation::v1::PeriodState::Archived)
    };
    let secret = filled::<PersonChanged>().person.unwrap();
    let mut person = Person { version: 9, email: secret.email, facts: secret.facts, ..office::person() };
    let post = &secret.posts[0];
    person.posts[0].rank.clone_from(&post.rank);
    person.posts[0].step.clone_from(&post.step);
    person.posts[0].coefficient.clone_from(&post.coefficient);
    let other = |n: u128| Uuid::from_u128(0x99 + n);
    vec![
        event("evaluation", office::RECORD, 9, &RecordChanged { record: Some(record) }),
        event("evaluation", office::PERIOD, 9, &PeriodChanged { period: Some(period) }),
        event("identity", office::PERSON, 9, &PersonChanged { person: Some(person) }),
        event("evaluation", other(0), 1, &filled::<SheetChanged>()),
        event("evaluation", other(1), 1, &filled::<MinutesSealed>()),
        event("identity", other(2), 1, &filled::<AccountChanged>()),
        event("identity", other(3), 1, &filled::<DelegationChanged>()),
        event("scoring", other(4), 1, &filled::<ResultComputed>()),
    ]
}

/// What is public of it as in the office.
fn with_public_parts(secret: Record) -> Record {
    let public = office::record(9, RecordState::Archived);
    let mut subject = public.subject.clone().unwrap();
    let secret_subject = secret.subject.clone().unwrap();
    (subject.rank, subject.step, subject.coefficient) = (secret_subject.rank, secret_subject.step, secret_subject.coefficient);
    subject.party_member = true;
    let (mut decision, mut outcome) = (secret.decision.clone().unwrap(), secret.outcome.clone().unwrap());
    let signed = public.decision.clone().unwrap().signature.unwrap();
    // Who decided is told by the post alone.
    decision.signature = Some(proto::common::v1::Signature { full_name: CANARY.to_owned(), person_id: CANARY.to_owned(), ..signed });
    let told = public.outcome.clone().unwrap();
    (outcome.total, outcome.class, outcome.label) = (told.total, told.class, told.label);
    Record {
        record_id: public.record_id,
        version: public.version,
        period_id: public.period_id,
        year: public.year,
        state: public.state,
        pack_id: public.pack_id,
        pack_digest: public.pack_digest,
        criteria_set_id: public.criteria_set_id,
        published_at: public.published_at,
        subject: Some(subject),
        decision: Some(decision),
        outcome: Some(outcome),
        paper: None,
        ..secret
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_in_everything_that_is_not_public_comes_out_nowhere() {
    let mut running = Running::start(5).await;
    running.hears_in_turn(&office::units()).await;
    let events = events();
    let has_it = |bytes: &[u8]| bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
    assert!(events.iter().all(|event| has_it(&event.data)), "the word is in every event");
    running.hears_in_turn(&events).await;
    assert_eq!(running.names("dossier/"), ["result.published.v1", "dossier.closed.v1"], "they are read all the same");
    assert_eq!((running.names("post/").len(), running.names("period/").len()), (1, 2));
    for (subject, event) in running.told() {
        assert!(!event.to_string().contains(CANARY), "{subject}: {event}");
    }
    for table in ["states", "told", "subjects", "public_events", "outbox"] {
        let sql = format!(
            "SELECT count(*) AS n FROM {table} WHERE position('{CANARY}' IN {table}::text) > 0 \
             OR position(encode(convert_to('{CANARY}', 'UTF8'), 'hex') IN {table}::text) > 0"
        );
        let row =
            running.test.db.query_one_raw(Statement::from_string(running.test.db.get_database_backend(), sql)).await.unwrap().unwrap();
        assert_eq!(row.try_get::<i64>("", "n").unwrap(), 0, "{table}");
    }
}

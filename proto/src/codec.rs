//! How a service reads a request: bytes that are no message, and texts that no person writes, are refused here, once for
//! every method, with a reason for programs and a sentence for people.

use std::marker::PhantomData;
use std::sync::LazyLock;

use prost::bytes::{Buf, Bytes};
use prost::{Message, Name};
use prost_reflect::{DescriptorPool, DynamicMessage, MapKey, MessageDescriptor, Value};
use tonic::codec::{Codec, DecodeBuf, Decoder};
use tonic::{Code, Status};
use tonic_prost::{ProstCodec, ProstEncoder};
use tonic_types::{ErrorDetails, StatusExt};

/// The domain of every reason.
pub const DOMAIN: &str = "congtam";
/// The language of every sentence for people.
pub const LOCALE: &str = "vi";

pub(crate) static POOL: LazyLock<DescriptorPool> =
    LazyLock::new(|| DescriptorPool::decode(crate::FILE_DESCRIPTOR_SET).expect("the build encoded our own descriptors"));

/// Every method of the contract, as `/package.Service/Method`.
pub fn methods() -> Vec<String> {
    let of = |service: prost_reflect::ServiceDescriptor| {
        service.methods().map(|method| format!("/{}/{}", service.full_name(), method.name())).collect::<Vec<_>>()
    };
    POOL.services().flat_map(of).collect()
}

/// Protobuf, with every request looked through before anybody works with it.
#[derive(Clone, Debug)]
pub struct Checked<T, U>(PhantomData<(T, U)>);

impl<T, U> Default for Checked<T, U> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<T, U> Codec for Checked<T, U>
where
    T: Message + Send + 'static,
    U: Message + Name + Default + Send + 'static,
{
    type Encode = T;
    type Decode = U;
    type Encoder = ProstEncoder<T>;
    type Decoder = CheckedDecoder<U>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<T, U>::default().encoder()
    }

    fn decoder(&mut self) -> Self::Decoder {
        CheckedDecoder(PhantomData)
    }
}

/// Reads one message.
#[derive(Clone, Debug)]
pub struct CheckedDecoder<U>(PhantomData<U>);

impl<U: Message + Name + Default> Decoder for CheckedDecoder<U> {
    type Item = U;
    type Error = Status;

    fn decode(&mut self, source: &mut DecodeBuf<'_>) -> Result<Option<U>, Status> {
        let bytes = source.copy_to_bytes(source.remaining());
        // What a service answers, it has looked through when it came in.
        if !U::NAME.ends_with("Request") {
            return U::decode(bytes).map(Some).map_err(|_| Status::internal("the answer is no message"));
        }
        let message = U::decode(bytes.clone()).map_err(|_| malformed())?;
        match unwritable(&U::full_name(), bytes)? {
            Some(field) => Err(control_characters(&field)),
            None => Ok(Some(message)),
        }
    }
}

/// The path of the first text that holds control characters other than ends of lines and tabs.
fn unwritable(name: &str, bytes: Bytes) -> Result<Option<String>, Status> {
    let Some(descriptor) = POOL.get_message_by_name(name) else { return Ok(None) };
    let message = decode(descriptor, bytes)?;
    Ok(in_message(&message))
}

fn decode(descriptor: MessageDescriptor, bytes: Bytes) -> Result<DynamicMessage, Status> {
    DynamicMessage::decode(descriptor, bytes).map_err(|_| malformed())
}

fn in_message(message: &DynamicMessage) -> Option<String> {
    message.fields().find_map(|(field, value)| within(value).map(|rest| format!("{}{rest}", field.name())))
}

/// What stands behind the name of a field in the path of a text that is refused; nothing when all are fine.
fn within(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => refused(text).then(String::new),
        Value::Message(message) => in_message(message).map(|rest| format!(".{rest}")),
        Value::List(values) => values.iter().enumerate().find_map(|(at, value)| within(value).map(|rest| format!("[{at}]{rest}"))),
        Value::Map(values) => values.iter().find_map(|(key, value)| match key {
            MapKey::String(text) if refused(text) => Some(String::new()),
            MapKey::String(text) => within(value).map(|rest| format!("[{text}]{rest}")),
            MapKey::Bool(_) | MapKey::I32(_) | MapKey::I64(_) | MapKey::U32(_) | MapKey::U64(_) => within(value),
        }),
        Value::Bool(_)
        | Value::I32(_)
        | Value::I64(_)
        | Value::U32(_)
        | Value::U64(_)
        | Value::F32(_)
        | Value::F64(_)
        | Value::Bytes(_)
        | Value::EnumNumber(_) => None,
    }
}

fn refused(text: &str) -> bool {
    text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t'))
}

fn malformed() -> Status {
    let message =
        "Không đọc được yêu cầu. Hãy tải lại trang rồi gửi lại; nếu vẫn không được, hãy báo cán bộ phụ trách công nghệ thông tin.";
    status("MESSAGE_MALFORMED", message, ErrorDetails::new())
}

fn control_characters(field: &str) -> Status {
    let message = "Nội dung có ký tự điều khiển không hiển thị được, thường do dán từ phần mềm khác. Hãy xóa đi rồi gõ lại.";
    let mut details = ErrorDetails::new();
    details.add_bad_request_violation(field, message);
    status("CONTROL_CHARACTERS", message, details)
}

fn status(reason: &str, message: &str, mut details: ErrorDetails) -> Status {
    details.set_error_info(reason, DOMAIN, std::collections::HashMap::new());
    details.set_localized_message(LOCALE, message);
    Status::with_error_details(Code::InvalidArgument, message, details)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::common::v1::Day;
    use crate::identity::v1::{AddPersonRequest, BootstrapRequest};

    fn found<M: Message + Name>(message: &M) -> Option<String> {
        unwritable(&M::full_name(), message.encode_to_vec().into()).unwrap()
    }

    #[test]
    fn a_control_character_is_found_wherever_it_stands() {
        for letter in ["\0", "\u{1}", "\u{1b}", "\u{7f}", "\u{85}"] {
            let name = BootstrapRequest { full_name: format!("Lan{letter}"), ..Default::default() };
            assert_eq!(found(&name).as_deref(), Some("full_name"), "{letter:?}");
        }
        let domains = BootstrapRequest { mail_domains: vec!["a".to_owned(), "b\0".to_owned()], ..Default::default() };
        assert_eq!(found(&domains).as_deref(), Some("mail_domains[1]"));
        let day = AddPersonRequest { from: Some(Day { iso: "2019\0".to_owned() }), ..Default::default() };
        assert_eq!(found(&day).as_deref(), Some("from.iso"));
    }

    #[test]
    fn lines_tabs_and_every_letter_of_vietnamese_are_fine() {
        let text = "Tôi làm\r\n\tviệc ở Đông Hà – «tốt» €".to_owned();
        assert_eq!(found(&BootstrapRequest { full_name: text, ..Default::default() }), None);
    }

    #[test]
    fn every_method_is_known_by_its_path() {
        let methods = methods();
        assert!(methods.len() > 100 && methods.contains(&"/congtam.identity.v1.AccountService/SignIn".to_owned()), "{}", methods.len());
    }
}

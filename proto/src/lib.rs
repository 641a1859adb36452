//! The contract between the services, generated from the `.proto` files of this folder.
#![allow(missing_docs, clippy::all)]

pub mod codec;
mod stated;

pub use stated::{Stated, in_version, shown, versioned_events};

/// The encoded descriptors of every message and service, for reflection and for tests that walk all methods.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptor.bin"));

macro_rules! package {
    ($name:ident) => {
        pub mod $name {
            pub mod v1 {
                include!(concat!(env!("OUT_DIR"), "/congtam.", stringify!($name), ".v1.rs"));
            }
        }
    };
}

package!(common);
package!(identity);
package!(worklog);
package!(evaluation);
package!(scoring);
package!(reporting);
package!(operations);

/// A request: which method takes it, and what answers it.
pub trait Method: prost::Message + prost::Name + Clone + Default + 'static {
    /// The service that has the method, as tokens name it.
    const SERVICE: &'static str;
    /// `/package.Service/Method`.
    const PATH: &'static str;
    /// The answer.
    type Response: prost::Message + prost::Name + Default + 'static;

    /// The id under which a command counts once; nothing of a query.
    fn request_id(&self) -> Option<&str>;
}

include!(concat!(env!("OUT_DIR"), "/requests.rs"));

/// The event by which a service has people told something.
pub trait Notices: prost::Message + prost::Name {
    /// The event of these notices.
    fn raised(notices: Vec<common::v1::Notice>) -> Self;
}

macro_rules! notices {
    ($($service:ident)*) => {$(
        impl Notices for $service::v1::NoticeRaised {
            fn raised(notices: Vec<common::v1::Notice>) -> Self {
                Self { notices }
            }
        }
    )*};
}

notices!(worklog evaluation scoring);

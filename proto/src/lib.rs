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

/// A request as it is sent. Commands carry an id, under which they count once.
pub trait Asked {
    /// The id of a command; nothing of a query.
    fn request_id(&self) -> Option<&str>;
}

include!(concat!(env!("OUT_DIR"), "/asked.rs"));
